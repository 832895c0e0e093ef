-- step 6
ALTER TABLE `book` ADD COLUMN `pages` INTEGER;
-- step 5
ALTER TABLE `book` ADD COLUMN `author_id` INTEGER;
-- step 4
CREATE INDEX `book_author_idx` ON `book` (`author_id`, `title`);
-- step 3
ALTER TABLE `book` ADD CONSTRAINT `book_pages_check` CHECK (`pages` > 0);
-- step 2
ALTER TABLE `book` ADD CONSTRAINT `book_pages_key` UNIQUE (`pages`, `title`);
-- step 1
ALTER TABLE `book` ADD CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`);
