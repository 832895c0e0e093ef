-- step 4
ALTER TABLE `item` DROP INDEX `item_stock_idx`;
-- step 3
ALTER TABLE `item` DROP CONSTRAINT `item_stock_check`;
-- step 2
ALTER TABLE `item` ALTER COLUMN `stock` DROP DEFAULT;
-- step 1
ALTER TABLE `item` DROP COLUMN `note`;
