-- Variant: MySQL tells RESTRICT from a key of which nothing is said, and MariaDB does not.
-- step 2
ALTER TABLE `book` DROP FOREIGN KEY `book_author_id_fkey`;
-- step 1
ALTER TABLE `book` ADD CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`) ON DELETE RESTRICT;
