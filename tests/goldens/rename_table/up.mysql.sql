-- step 1
ALTER TABLE `movie` RENAME TO `film`;
