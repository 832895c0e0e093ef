-- step 1
ALTER TABLE `item` DROP INDEX `item_total_idx`;
-- step 2
ALTER TABLE `item` DROP COLUMN `total`,
    ADD COLUMN `total` INTEGER GENERATED ALWAYS AS (price * 2) STORED;
-- step 3
CREATE INDEX `item_total_idx` ON `item` (`total`);
