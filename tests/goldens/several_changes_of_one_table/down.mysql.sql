-- step 12
ALTER TABLE `item` ADD COLUMN `note` TEXT;
-- step 11
ALTER TABLE `item` DROP FOREIGN KEY `item_author_id_fkey`,
    DROP INDEX `item_author_id_fkey`;
-- step 10
ALTER TABLE `item` DROP INDEX `item_stock_idx`;
-- step 9
ALTER TABLE `item` DROP INDEX `item_code_idx`;
-- step 8
ALTER TABLE `item` DROP CONSTRAINT `item_stock_check`;
-- step 7
ALTER TABLE `item` MODIFY COLUMN `code` VARCHAR(80) NOT NULL;
-- step 6
ALTER TABLE `item` MODIFY COLUMN `stock` INTEGER NOT NULL DEFAULT 1;
-- step 5
ALTER TABLE `item` MODIFY COLUMN `name` VARCHAR(80) NOT NULL;
-- step 4
ALTER TABLE `item` DROP COLUMN `author_id`;
-- step 3
CREATE INDEX `item_stock_idx` ON `item` (`stock`);
-- step 2
ALTER TABLE `item` ADD CONSTRAINT `item_stock_check` CHECK (`stock` >= 0);
-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_code_key` UNIQUE (`code`);
