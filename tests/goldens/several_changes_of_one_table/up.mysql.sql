-- step 1
ALTER TABLE `item` DROP INDEX `item_code_key`;
-- step 2
ALTER TABLE `item` DROP CONSTRAINT `item_stock_check`;
-- step 3
ALTER TABLE `item` DROP INDEX `item_stock_idx`;
-- step 4
ALTER TABLE `item` ADD COLUMN `author_id` INTEGER;
-- step 5
ALTER TABLE `item` MODIFY COLUMN `name` TEXT NOT NULL;
-- step 6
ALTER TABLE `item` MODIFY COLUMN `stock` BIGINT NOT NULL DEFAULT 2;
-- step 7
ALTER TABLE `item` MODIFY COLUMN `code` VARCHAR(80);
-- step 8
ALTER TABLE `item` ADD CONSTRAINT `item_stock_check` CHECK (stock > 0);
-- step 9
CREATE INDEX `item_code_idx` ON `item` (`code`);
-- step 10
CREATE INDEX `item_stock_idx` ON `item` (`stock` DESC);
-- step 11
ALTER TABLE `item` ADD CONSTRAINT `item_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`) ON DELETE SET NULL;
-- step 12
ALTER TABLE `item` DROP COLUMN `note`;
