-- step 2
ALTER TABLE `item` DROP COLUMN `count`;
-- step 1
ALTER TABLE `item` DROP COLUMN `note`;
