-- step 1
ALTER TABLE `review` RENAME COLUMN `movie_id` TO `about`;
