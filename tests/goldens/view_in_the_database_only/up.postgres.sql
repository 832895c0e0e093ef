ALTER TABLE "item" ADD COLUMN "note" TEXT;
CREATE INDEX "item_stock_idx" ON "item" ("stock");
