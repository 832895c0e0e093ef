-- step 2
ALTER TABLE `item` DROP INDEX `item_code_idx`;
-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_code_idx` UNIQUE (`code`);
