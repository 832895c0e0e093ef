ALTER TABLE "item" DROP CONSTRAINT "item_area_code_key";
ALTER TABLE "item" DROP CONSTRAINT "item_code_key";
