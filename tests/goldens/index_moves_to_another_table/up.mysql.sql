-- step 1
ALTER TABLE `item` DROP INDEX `code_idx`;
-- step 2
CREATE INDEX `code_idx` ON `crate_box` (`code`);
