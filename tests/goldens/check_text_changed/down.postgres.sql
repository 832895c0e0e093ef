ALTER TABLE "item" DROP CONSTRAINT "item_stock_check";
ALTER TABLE "item" ADD CONSTRAINT "item_stock_check" CHECK (stock >= 0);
