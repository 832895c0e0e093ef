-- step 1
ALTER TABLE `review` RENAME COLUMN `about` TO `movie_id`;
