-- step 1
ALTER TABLE `book` ADD CONSTRAINT `book_editor_id_fkey` FOREIGN KEY (`editor_id`) REFERENCES `author` (`id`) ON DELETE SET NULL;
