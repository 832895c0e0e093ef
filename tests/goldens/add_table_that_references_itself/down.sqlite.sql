DROP TABLE "node";
