-- step 1
ALTER TABLE `item` DROP INDEX `item_code_idx`;
