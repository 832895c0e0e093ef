-- step 1
ALTER TABLE `item` DROP INDEX `item_code_idx`;
-- step 2
CREATE INDEX `item_code_idx` ON `item` (`code`(8));
-- step 3
CREATE UNIQUE INDEX `item_name_idx` ON `item` (`name`(20), `id`);
-- step 4
CREATE FULLTEXT INDEX `item_words_idx` ON `item` (`name`);
