-- step 2
ALTER TABLE `crate_box` DROP INDEX `code_idx`;
-- step 1
CREATE INDEX `code_idx` ON `item` (`code`);
