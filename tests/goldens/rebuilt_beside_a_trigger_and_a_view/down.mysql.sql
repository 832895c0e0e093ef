-- step 2
ALTER TABLE `item` DROP INDEX `item_name_key`;
-- step 1
ALTER TABLE `item` MODIFY COLUMN `stock` INTEGER NOT NULL;
