CREATE UNIQUE INDEX "item_lower_idx" ON "item" ((lower(code)));
CREATE INDEX "item_mixed_idx" ON "item" ("area", (code || name) DESC);
