DROP INDEX "item_stock_idx";
ALTER TABLE "item" DROP CONSTRAINT "item_stock_check";
ALTER TABLE "item" DROP CONSTRAINT "item_code_key";
ALTER TABLE "item" DROP COLUMN "stock";
ALTER TABLE "item" DROP COLUMN "code";
