-- step 1
CREATE INDEX `item_code_idx` ON `item` (`code`);
