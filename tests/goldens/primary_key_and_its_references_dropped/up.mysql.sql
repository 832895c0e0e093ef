-- step 1
ALTER TABLE `sale` DROP FOREIGN KEY `sale_item_id_fkey`,
    DROP INDEX `sale_item_id_fkey`;
-- step 2
ALTER TABLE `item` MODIFY COLUMN `id` INTEGER NOT NULL,
    MODIFY COLUMN `code` INTEGER NOT NULL AUTO_INCREMENT,
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (`code`);
