CREATE INDEX "item_code_idx" ON "item" ("code");
CREATE INDEX "item_area_code_idx" ON "item" ("area", "code");
