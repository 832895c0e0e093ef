DROP INDEX "item_code_idx";
CREATE INDEX "item_code_idx" ON "item" ("code");
