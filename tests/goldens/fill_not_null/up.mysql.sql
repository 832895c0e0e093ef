-- step 1
UPDATE `movie` SET `year` = 1900 WHERE `year` IS NULL;
ALTER TABLE `movie` MODIFY COLUMN `year` INTEGER NOT NULL;
