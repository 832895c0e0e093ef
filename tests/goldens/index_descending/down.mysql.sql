-- step 2
ALTER TABLE `item` DROP INDEX `item_area_idx`;
-- step 1
CREATE INDEX `item_area_idx` ON `item` (`area`);
