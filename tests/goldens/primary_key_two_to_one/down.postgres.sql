ALTER TABLE "item" DROP CONSTRAINT "item_pkey";
ALTER TABLE "item" ALTER COLUMN "id" DROP DEFAULT;
DROP SEQUENCE "item_id_seq";
ALTER TABLE "item" ADD CONSTRAINT "item_pkey" PRIMARY KEY ("id", "line");
