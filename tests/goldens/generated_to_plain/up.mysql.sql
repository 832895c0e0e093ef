-- step 1
ALTER TABLE `item` DROP INDEX `item_total_idx`;
-- step 2
ALTER TABLE `item` MODIFY COLUMN `total` INTEGER;
-- step 3
CREATE INDEX `item_total_idx` ON `item` (`total`);
