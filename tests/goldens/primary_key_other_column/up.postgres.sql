ALTER TABLE "item" DROP CONSTRAINT "item_pkey";
ALTER TABLE "item" ALTER COLUMN "id" DROP DEFAULT;
DROP SEQUENCE "item_id_seq";
CREATE SEQUENCE "item_code_seq" AS INTEGER OWNED BY "item"."code";
ALTER TABLE "item" ALTER COLUMN "code" SET DEFAULT nextval('"item_code_seq"');
SELECT setval('"item_code_seq"', greatest(max("code"), 1), coalesce(max("code") >= 1, FALSE)) FROM "item";
ALTER TABLE "item" ADD CONSTRAINT "item_pkey" PRIMARY KEY ("code");
