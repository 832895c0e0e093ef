CREATE SEQUENCE "item_number_seq" AS INTEGER OWNED BY "item"."number";
ALTER TABLE "item" ALTER COLUMN "number" SET DEFAULT nextval('"item_number_seq"');
SELECT setval('"item_number_seq"', greatest(max("number"), 1), coalesce(max("number") >= 1, FALSE)) FROM "item";
