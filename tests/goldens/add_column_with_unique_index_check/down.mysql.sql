-- step 5
ALTER TABLE `item` DROP INDEX `item_stock_idx`;
-- step 4
ALTER TABLE `item` DROP CONSTRAINT `item_stock_check`;
-- step 3
ALTER TABLE `item` DROP INDEX `item_code_key`;
-- step 2
ALTER TABLE `item` DROP COLUMN `stock`;
-- step 1
ALTER TABLE `item` DROP COLUMN `code`;
