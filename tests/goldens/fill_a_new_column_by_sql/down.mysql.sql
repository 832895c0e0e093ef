-- step 1
ALTER TABLE `movie` DROP COLUMN `label`;
