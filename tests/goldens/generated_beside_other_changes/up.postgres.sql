ALTER TABLE "item" ADD COLUMN "note" TEXT;
ALTER TABLE "item" ALTER COLUMN "price" SET DEFAULT 1;
ALTER TABLE "item" ADD CONSTRAINT "item_price_check" CHECK (price > 0);
