DROP INDEX "item_area_idx";
