-- step 1
ALTER TABLE `item` DROP INDEX `item_area_name_key`;
-- step 2
ALTER TABLE `item` DROP INDEX `item_code_key`;
