-- step 1
CREATE INDEX `item_area_code_idx` ON `item` (`area`, `code`, `name`);
