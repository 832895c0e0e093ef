-- step 1
ALTER TABLE `item` DROP CONSTRAINT `item_total_check`;
-- step 2
ALTER TABLE `item` DROP INDEX `item_total_idx`;
-- step 3
ALTER TABLE `item` DROP COLUMN `total`;
-- step 4
ALTER TABLE `item` ADD COLUMN `total` INTEGER GENERATED ALWAYS AS (price * 3) STORED;
-- step 5
ALTER TABLE `item` ADD CONSTRAINT `item_total_check` CHECK (`total` > 0);
-- step 6
CREATE INDEX `item_total_idx` ON `item` (`total`);
