-- step 1
ALTER TABLE `item` DROP INDEX `item_code_idx`;
-- step 2
CREATE FULLTEXT INDEX `item_code_idx` ON `item` (`code`);
