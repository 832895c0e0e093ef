-- step 1
ALTER TABLE `item` MODIFY COLUMN `note` TEXT;
-- step 2
ALTER TABLE `item` MODIFY COLUMN `stock` INTEGER;
