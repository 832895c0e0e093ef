-- step 1
ALTER TABLE `item` ADD COLUMN `stock` INTEGER COMMENT 'How many there are.';
