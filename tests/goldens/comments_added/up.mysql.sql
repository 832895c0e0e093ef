-- step 1
ALTER TABLE `item` COMMENT = 'What is sold.
It''s all here.';
-- step 2
ALTER TABLE `item` MODIFY COLUMN `name` TEXT NOT NULL COMMENT 'As the label says.';
