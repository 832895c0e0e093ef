ALTER TABLE "item" DROP CONSTRAINT "item_pkey";
CREATE SEQUENCE "item_id_seq" AS INTEGER OWNED BY "item"."id";
ALTER TABLE "item" ALTER COLUMN "id" SET DEFAULT nextval('"item_id_seq"');
SELECT setval('"item_id_seq"', greatest(max("id"), 1), coalesce(max("id") >= 1, FALSE)) FROM "item";
ALTER TABLE "item" ADD CONSTRAINT "item_pkey" PRIMARY KEY ("id");
