-- step 1
ALTER TABLE `item` DROP CONSTRAINT `item_stock_check`;
