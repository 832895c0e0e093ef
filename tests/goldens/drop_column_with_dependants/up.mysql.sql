-- step 1
ALTER TABLE `book` DROP FOREIGN KEY `book_author_id_fkey`;
-- step 2
ALTER TABLE `book` DROP INDEX `book_pages_key`;
-- step 3
ALTER TABLE `book` DROP CONSTRAINT `book_pages_check`;
-- step 4
ALTER TABLE `book` DROP INDEX `book_author_idx`;
-- step 5
ALTER TABLE `book` DROP COLUMN `author_id`;
-- step 6
ALTER TABLE `book` DROP COLUMN `pages`;
