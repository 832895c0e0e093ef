-- step 4
ALTER TABLE `sale` DROP FOREIGN KEY `sale_item_id_fkey`,
    DROP INDEX `sale_item_id_fkey`;
-- step 3
ALTER TABLE `item` DROP INDEX `item_id_key`;
-- step 2
ALTER TABLE `item` MODIFY COLUMN `id` INTEGER NOT NULL AUTO_INCREMENT,
    MODIFY COLUMN `code` INTEGER NOT NULL,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`id`);
-- step 1
ALTER TABLE `sale` ADD CONSTRAINT `sale_item_id_fkey` FOREIGN KEY (`item_id`) REFERENCES `item` (`id`);
