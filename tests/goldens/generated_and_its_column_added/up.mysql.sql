-- step 1
ALTER TABLE `item` ADD COLUMN `count` INTEGER;
-- step 2
ALTER TABLE `item` ADD COLUMN `total` INTEGER GENERATED ALWAYS AS (price * count) VIRTUAL;
