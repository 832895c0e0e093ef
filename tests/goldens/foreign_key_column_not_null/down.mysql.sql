-- step 3
ALTER TABLE `book` DROP FOREIGN KEY `book_editor_id_fkey`,
    DROP INDEX `book_editor_id_fkey`;
-- step 2
ALTER TABLE `book` MODIFY COLUMN `editor_id` INTEGER;
-- step 1
ALTER TABLE `book` ADD CONSTRAINT `book_editor_id_fkey` FOREIGN KEY (`editor_id`) REFERENCES `author` (`id`) ON DELETE SET NULL;
