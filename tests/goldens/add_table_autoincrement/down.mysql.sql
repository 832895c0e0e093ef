-- step 1
DROP TABLE `item`;
