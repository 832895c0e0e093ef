CREATE INDEX "item_area_idx" ON "item" ("area" DESC NULLS LAST);
