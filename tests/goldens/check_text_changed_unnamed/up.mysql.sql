-- step 1
ALTER TABLE `item` DROP CONSTRAINT `item_check`;
-- step 2
ALTER TABLE `item` ADD CONSTRAINT `item_check` CHECK (stock >= 1);
