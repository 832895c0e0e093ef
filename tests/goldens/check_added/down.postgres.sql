ALTER TABLE "item" DROP CONSTRAINT "item_stock_check";
