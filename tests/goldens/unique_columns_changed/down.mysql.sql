-- step 2
ALTER TABLE `item` DROP INDEX `item_code_key`;
-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_code_key` UNIQUE (`code`);
