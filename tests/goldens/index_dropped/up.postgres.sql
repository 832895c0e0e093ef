DROP INDEX "item_area_idx";
DROP INDEX "item_code_idx";
