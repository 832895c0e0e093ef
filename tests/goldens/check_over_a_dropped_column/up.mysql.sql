-- step 1
ALTER TABLE `item` DROP CONSTRAINT `item_both_check`;
-- step 2
ALTER TABLE `item` ADD CONSTRAINT `item_both_check` CHECK (name <> '');
-- step 3
ALTER TABLE `item` DROP COLUMN `stock`;
