-- step 1
ALTER TABLE `movie` ADD COLUMN `mpa` VARCHAR(5);
