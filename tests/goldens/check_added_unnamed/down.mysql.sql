-- step 2
ALTER TABLE `item` DROP CONSTRAINT `item_check1`;
-- step 1
ALTER TABLE `item` DROP CONSTRAINT `item_check`;
