-- step 1
ALTER TABLE `item` ADD COLUMN `note` TEXT;
-- step 2
ALTER TABLE `item` ADD COLUMN `count` INTEGER;
