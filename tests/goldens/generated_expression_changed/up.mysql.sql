-- step 1
ALTER TABLE `item` DROP COLUMN `total`;
-- step 2
ALTER TABLE `item` ADD COLUMN `total` INTEGER GENERATED ALWAYS AS (price * 3) STORED;
