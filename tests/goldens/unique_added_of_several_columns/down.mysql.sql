-- step 1
ALTER TABLE `item` DROP INDEX `item_area_code_key`;
