-- step 1
ALTER TABLE `movie` RENAME COLUMN `made` TO `year`;
