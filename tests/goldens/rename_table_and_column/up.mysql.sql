-- step 1
ALTER TABLE `movie` RENAME TO `film`;
-- step 2
ALTER TABLE `review` RENAME COLUMN `text` TO `words`;
