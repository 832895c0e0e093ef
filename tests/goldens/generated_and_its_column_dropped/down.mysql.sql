-- step 3
ALTER TABLE `item` ADD COLUMN `count` INTEGER;
-- step 2
ALTER TABLE `item` ADD COLUMN `total` INTEGER GENERATED ALWAYS AS (`price` * `count`) STORED;
-- step 1
CREATE INDEX `item_total_idx` ON `item` (`total`);
