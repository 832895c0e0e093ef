DROP INDEX "item_area_code_idx";
