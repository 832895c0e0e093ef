-- step 2
ALTER TABLE `movie` MODIFY COLUMN `made` INTEGER DEFAULT 1999;
-- step 1
ALTER TABLE `movie` RENAME COLUMN `made` TO `year`;
