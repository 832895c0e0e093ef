-- step 1
ALTER TABLE `item` ADD COLUMN `note` TEXT;
-- step 2
ALTER TABLE `item` ALTER COLUMN `price` SET DEFAULT 1;
-- step 3
ALTER TABLE `item` ADD CONSTRAINT `item_price_check` CHECK (price > 0);
