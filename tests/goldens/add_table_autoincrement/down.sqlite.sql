DROP TABLE "item";
