DROP INDEX "item_area_code_idx";
DROP INDEX "item_code_idx";
