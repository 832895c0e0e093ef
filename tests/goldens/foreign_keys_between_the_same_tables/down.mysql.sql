-- step 1
ALTER TABLE `book` DROP FOREIGN KEY `book_editor_id_fkey`,
    DROP INDEX `book_editor_id_fkey`;
