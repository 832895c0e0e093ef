-- step 1
ALTER TABLE `movie` RENAME COLUMN `year` TO `made`;
