ALTER TABLE "item" DROP CONSTRAINT "item_code_key";
CREATE UNIQUE INDEX "item_code_idx" ON "item" ("code");
