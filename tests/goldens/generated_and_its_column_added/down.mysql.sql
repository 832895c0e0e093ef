-- step 2
ALTER TABLE `item` DROP COLUMN `total`;
-- step 1
ALTER TABLE `item` DROP COLUMN `count`;
