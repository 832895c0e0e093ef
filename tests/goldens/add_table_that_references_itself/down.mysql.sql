-- step 1
DROP TABLE `node`;
