-- step 1
ALTER TABLE `item` DROP COLUMN `note`;
