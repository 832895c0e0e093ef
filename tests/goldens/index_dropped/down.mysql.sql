-- step 2
CREATE INDEX `item_code_idx` ON `item` (`code`);
-- step 1
CREATE UNIQUE INDEX `item_area_idx` ON `item` (`area`, `code` DESC);
