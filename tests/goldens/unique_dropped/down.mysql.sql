-- step 2
ALTER TABLE `item` ADD CONSTRAINT `item_code_key` UNIQUE (`code`);
-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_area_name_key` UNIQUE (`area`, `name`);
