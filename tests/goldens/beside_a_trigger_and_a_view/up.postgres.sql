ALTER TABLE "item" ADD COLUMN "note" TEXT;
ALTER TABLE "item" ALTER COLUMN "stock" SET DEFAULT 4;
ALTER TABLE "item" ADD CONSTRAINT "item_stock_check" CHECK (stock >= 0);
CREATE INDEX "item_stock_idx" ON "item" ("stock");
