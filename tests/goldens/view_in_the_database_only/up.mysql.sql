-- step 1
ALTER TABLE `item` ADD COLUMN `note` TEXT;
-- step 2
CREATE INDEX `item_stock_idx` ON `item` (`stock`);
