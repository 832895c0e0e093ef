-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_check` CHECK (stock >= 0);
-- step 2
ALTER TABLE `item` ADD CONSTRAINT `item_check1` CHECK (name <> '');
