-- step 1
ALTER TABLE `movie` MODIFY COLUMN `year` INTEGER;
