-- step 1
CREATE TABLE `shelf` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `label` TEXT NOT NULL,
    PRIMARY KEY (`id`)
);
-- step 2
ALTER TABLE `author` ADD COLUMN `born` DATE;
-- step 3
ALTER TABLE `book` ADD COLUMN `shelf_id` INTEGER;
-- step 4
ALTER TABLE `author` ADD CONSTRAINT `author_name_key` UNIQUE (`name`);
-- step 5
CREATE INDEX `book_title_idx` ON `book` (`title`);
-- step 6
ALTER TABLE `book` ADD CONSTRAINT `book_shelf_id_fkey` FOREIGN KEY (`shelf_id`) REFERENCES `shelf` (`id`);
