-- step 1
DROP TABLE `review`;
-- step 2
DROP TABLE `book`;
-- step 3
DROP TABLE `author`;
