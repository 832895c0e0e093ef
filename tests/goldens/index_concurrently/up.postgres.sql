DROP INDEX CONCURRENTLY "item_name_idx";
CREATE UNIQUE INDEX CONCURRENTLY "item_code_idx" ON "item" ("code" DESC);
