DROP TABLE "thing";
DROP TABLE "item";
