ALTER TABLE "item" ALTER COLUMN "number" DROP DEFAULT;
DROP SEQUENCE "item_number_seq";
