DROP INDEX "code_idx";
CREATE INDEX "code_idx" ON "item" ("code");
