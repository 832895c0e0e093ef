-- step 2
ALTER TABLE `movie` DROP COLUMN `rank`;
-- step 1
ALTER TABLE `movie` DROP COLUMN `genre`;
