-- step 1
ALTER TABLE `item` DROP INDEX `item_total_idx`;
-- step 2
ALTER TABLE `item` DROP COLUMN `total`;
-- step 3
ALTER TABLE `item` DROP COLUMN `count`;
