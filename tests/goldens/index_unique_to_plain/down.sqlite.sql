DROP INDEX "item_code_idx";
CREATE UNIQUE INDEX "item_code_idx" ON "item" ("code");
