-- step 1
ALTER TABLE `author` MODIFY COLUMN `name` TEXT;
