DROP INDEX "item_stock_idx";
ALTER TABLE "item" DROP CONSTRAINT "item_stock_check";
ALTER TABLE "item" ALTER COLUMN "stock" DROP DEFAULT;
ALTER TABLE "item" DROP COLUMN "note";
