-- step 1
ALTER TABLE `item` DROP INDEX `item_area_idx`;
-- step 2
ALTER TABLE `item` DROP INDEX `item_code_idx`;
