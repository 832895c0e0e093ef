-- step 1
ALTER TABLE `item` MODIFY COLUMN `stock` INTEGER;
