ALTER TABLE "item" ADD COLUMN "code" TEXT;
ALTER TABLE "item" ADD COLUMN "stock" INTEGER;
ALTER TABLE "item" ADD CONSTRAINT "item_code_key" UNIQUE ("code");
ALTER TABLE "item" ADD CONSTRAINT "item_stock_check" CHECK (stock >= 0);
CREATE INDEX "item_stock_idx" ON "item" ("stock");
