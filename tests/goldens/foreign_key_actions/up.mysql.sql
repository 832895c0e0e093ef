-- step 1
ALTER TABLE `book` ADD CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`) ON UPDATE CASCADE;
-- step 2
ALTER TABLE `book` ADD CONSTRAINT `book_editor_id_fkey` FOREIGN KEY (`editor_id`) REFERENCES `author` (`id`) ON UPDATE RESTRICT ON DELETE SET NULL;
