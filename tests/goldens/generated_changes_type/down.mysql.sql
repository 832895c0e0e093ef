-- step 4
ALTER TABLE `item` DROP INDEX `item_total_idx`;
-- step 3
ALTER TABLE `item` DROP COLUMN `total`;
-- step 2
ALTER TABLE `item` ADD COLUMN `total` INTEGER GENERATED ALWAYS AS (`price` * 2) STORED;
-- step 1
CREATE INDEX `item_total_idx` ON `item` (`total`);
