CREATE INDEX "item_code_idx" ON "item" ("code");
CREATE UNIQUE INDEX "item_area_idx" ON "item" ("area", "code" DESC);
