-- step 2
ALTER TABLE `item` DROP CONSTRAINT `item_stock_check`;
-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_stock_check` CHECK (`stock` >= 0);
