-- step 2
ALTER TABLE `item` DROP CONSTRAINT `item_both_check`;
-- step 1
ALTER TABLE `item` DROP CONSTRAINT `item_name_check`;
