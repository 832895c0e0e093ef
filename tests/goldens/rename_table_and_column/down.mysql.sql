-- step 2
ALTER TABLE `review` RENAME COLUMN `words` TO `text`;
-- step 1
ALTER TABLE `film` RENAME TO `movie`;
