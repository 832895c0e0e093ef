ALTER TABLE "item" DROP CONSTRAINT "item_area_name_key";
ALTER TABLE "item" DROP CONSTRAINT "item_code_key";
