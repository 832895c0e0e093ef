DROP INDEX "item_stock_idx";
ALTER TABLE "item" DROP COLUMN "note";
