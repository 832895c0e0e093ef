-- step 5
ALTER TABLE `order` DROP INDEX `order_Placed at_select_idx`;
-- step 4
ALTER TABLE `order` DROP CONSTRAINT `order_check`;
-- step 3
ALTER TABLE `order` DROP INDEX `order_select_größe_key`;
-- step 2
ALTER TABLE `order` ALTER COLUMN `select` DROP DEFAULT;
-- step 1
ALTER TABLE `order` DROP COLUMN `from`;
