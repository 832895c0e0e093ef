-- step 1
ALTER TABLE `item` COMMENT = '';
-- step 2
ALTER TABLE `item` MODIFY COLUMN `name` TEXT NOT NULL;
