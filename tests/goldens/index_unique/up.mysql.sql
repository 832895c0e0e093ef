-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_code_idx` UNIQUE (`code`);
