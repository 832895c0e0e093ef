ALTER TABLE "item" ADD CONSTRAINT "item_code_key" UNIQUE ("code");
ALTER TABLE "item" ADD CONSTRAINT "item_area_name_key" UNIQUE ("area", "name");
