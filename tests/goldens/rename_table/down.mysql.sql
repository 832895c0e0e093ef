-- step 1
ALTER TABLE `film` RENAME TO `movie`;
