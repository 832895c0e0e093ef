-- step 1
CREATE INDEX `item_code_idx` ON `item` (`code`);
-- step 2
CREATE INDEX `item_area_code_idx` ON `item` (`area`, `code`);
