DROP INDEX "code_idx";
CREATE INDEX "code_idx" ON "crate_box" ("code");
