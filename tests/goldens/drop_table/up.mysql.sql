-- step 1
DROP TABLE `note`;
