-- step 1
ALTER TABLE `book` DROP FOREIGN KEY `book_author_id_fkey`,
    DROP INDEX `book_author_id_fkey`;
-- step 2
ALTER TABLE `author` MODIFY COLUMN `id` BIGINT NOT NULL AUTO_INCREMENT;
-- step 3
ALTER TABLE `book` MODIFY COLUMN `id` BIGINT NOT NULL AUTO_INCREMENT;
-- step 4
ALTER TABLE `book` MODIFY COLUMN `author_id` BIGINT NOT NULL;
-- step 5
ALTER TABLE `book` ADD CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`) ON DELETE CASCADE;
