-- step 1
ALTER TABLE `book` ADD COLUMN `author_id` INTEGER;
-- step 2
ALTER TABLE `book` ADD CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`) ON DELETE SET NULL;
