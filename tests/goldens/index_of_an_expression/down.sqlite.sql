DROP INDEX "item_mixed_idx";
DROP INDEX "item_lower_idx";
