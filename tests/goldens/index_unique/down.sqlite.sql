DROP INDEX "item_code_idx";
