-- step 1
DROP TABLE `book`;
