-- step 3
ALTER TABLE `item` DROP CONSTRAINT `item_price_check`;
-- step 2
ALTER TABLE `item` ALTER COLUMN `price` DROP DEFAULT;
-- step 1
ALTER TABLE `item` DROP COLUMN `note`;
