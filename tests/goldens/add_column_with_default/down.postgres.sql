ALTER TABLE "item" DROP COLUMN "rate";
ALTER TABLE "item" DROP COLUMN "label";
ALTER TABLE "item" DROP COLUMN "stock";
ALTER TABLE "item" DROP COLUMN "active";
