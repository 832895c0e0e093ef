-- step 1
ALTER TABLE `item` MODIFY COLUMN `stock` INTEGER;
-- step 2
ALTER TABLE `item` ADD CONSTRAINT `item_name_key` UNIQUE (`name`);
