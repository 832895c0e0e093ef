-- step 1
ALTER TABLE `book` DROP FOREIGN KEY `book_author_id_fkey`,
    DROP INDEX `book_author_id_fkey`;
-- step 2
ALTER TABLE `book` ADD CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`) ON DELETE CASCADE;
