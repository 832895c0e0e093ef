-- step 4
ALTER TABLE `item` DROP INDEX `item_words_idx`;
-- step 3
ALTER TABLE `item` DROP INDEX `item_name_idx`;
-- step 2
ALTER TABLE `item` DROP INDEX `item_code_idx`;
-- step 1
CREATE INDEX `item_code_idx` ON `item` (`code`(4));
