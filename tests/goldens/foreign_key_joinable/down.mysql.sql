-- step 1
ALTER TABLE `book` DROP FOREIGN KEY `book_author_id_fkey`,
    DROP INDEX `book_author_id_fkey`;
