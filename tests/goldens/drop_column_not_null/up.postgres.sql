ALTER TABLE "item" DROP COLUMN "stock";
ALTER TABLE "item" DROP COLUMN "price";
ALTER TABLE "item" DROP COLUMN "made";
ALTER TABLE "item" DROP COLUMN "active";
