-- step 2
ALTER TABLE `item` DROP INDEX `item_stock_idx`;
-- step 1
ALTER TABLE `item` DROP COLUMN `note`;
