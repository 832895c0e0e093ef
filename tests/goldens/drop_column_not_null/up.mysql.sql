-- step 1
ALTER TABLE `item` DROP COLUMN `stock`;
-- step 2
ALTER TABLE `item` DROP COLUMN `price`;
-- step 3
ALTER TABLE `item` DROP COLUMN `made`;
-- step 4
ALTER TABLE `item` DROP COLUMN `active`;
