-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_stock_check` CHECK (stock >= 0);
