-- step 4
ALTER TABLE `item` DROP COLUMN `rate`;
-- step 3
ALTER TABLE `item` DROP COLUMN `label`;
-- step 2
ALTER TABLE `item` DROP COLUMN `stock`;
-- step 1
ALTER TABLE `item` DROP COLUMN `active`;
