-- step 1
DROP TABLE `movie`;
