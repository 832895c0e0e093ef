DROP INDEX "item_area_idx";
CREATE INDEX "item_area_idx" ON "item" ("area");
