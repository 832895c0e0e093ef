-- step 1
ALTER TABLE `item` DROP INDEX `item_area_idx`;
-- step 2
CREATE INDEX `item_area_idx` ON `item` (`area` DESC, `code`);
