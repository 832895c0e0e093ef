-- step 1
ALTER TABLE `book` DROP FOREIGN KEY `book_author`,
    DROP INDEX `book_author`;
