-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_area_code_key` UNIQUE (`area`, `code`);
