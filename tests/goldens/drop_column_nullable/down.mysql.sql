-- step 1
ALTER TABLE `item` ADD COLUMN `note` TEXT;
