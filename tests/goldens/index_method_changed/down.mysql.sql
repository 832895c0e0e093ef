-- step 2
ALTER TABLE `item` DROP INDEX `item_code_idx`;
-- step 1
CREATE INDEX `item_code_idx` ON `item` (`code`);
