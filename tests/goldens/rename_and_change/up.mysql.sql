-- step 1
ALTER TABLE `movie` RENAME COLUMN `year` TO `made`;
-- step 2
ALTER TABLE `movie` MODIFY COLUMN `made` BIGINT DEFAULT 1999;
