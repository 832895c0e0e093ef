-- step 1
ALTER TABLE `item` ADD COLUMN `code` VARCHAR(80);
-- step 2
ALTER TABLE `item` ADD COLUMN `stock` INTEGER;
-- step 3
ALTER TABLE `item` ADD CONSTRAINT `item_code_key` UNIQUE (`code`);
-- step 4
ALTER TABLE `item` ADD CONSTRAINT `item_stock_check` CHECK (stock >= 0);
-- step 5
CREATE INDEX `item_stock_idx` ON `item` (`stock`);
