-- step 1
ALTER TABLE `item` ADD COLUMN `note` TEXT;
-- step 2
ALTER TABLE `item` ALTER COLUMN `stock` SET DEFAULT 4;
-- step 3
ALTER TABLE `item` ADD CONSTRAINT `item_stock_check` CHECK (stock >= 0);
-- step 4
CREATE INDEX `item_stock_idx` ON `item` (`stock`);
