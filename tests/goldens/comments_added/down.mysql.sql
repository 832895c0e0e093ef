-- step 2
ALTER TABLE `item` MODIFY COLUMN `name` TEXT NOT NULL;
-- step 1
ALTER TABLE `item` COMMENT = '';
