-- step 1
ALTER TABLE `item` COMMENT = 'What was sold.';
-- step 2
ALTER TABLE `item` MODIFY COLUMN `name` TEXT NOT NULL COMMENT 'As printed.';
