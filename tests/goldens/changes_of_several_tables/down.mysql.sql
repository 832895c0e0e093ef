-- step 6
ALTER TABLE `book` DROP FOREIGN KEY `book_shelf_id_fkey`,
    DROP INDEX `book_shelf_id_fkey`;
-- step 5
ALTER TABLE `book` DROP INDEX `book_title_idx`;
-- step 4
ALTER TABLE `author` DROP INDEX `author_name_key`;
-- step 3
ALTER TABLE `book` DROP COLUMN `shelf_id`;
-- step 2
ALTER TABLE `author` DROP COLUMN `born`;
-- step 1
DROP TABLE `shelf`;
