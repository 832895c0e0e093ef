-- step 3
-- The dropped values of `author_id` are gone: rows that exist get 0.
ALTER TABLE `book` ADD COLUMN `author_id` INTEGER NOT NULL DEFAULT 0;
ALTER TABLE `book` ALTER COLUMN `author_id` DROP DEFAULT;
-- step 2
CREATE TABLE `author` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `name` TEXT NOT NULL,
    PRIMARY KEY (`id`)
);
-- step 1
ALTER TABLE `book` ADD CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`);
