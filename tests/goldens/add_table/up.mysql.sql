-- step 1
CREATE TABLE `book` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `title` VARCHAR(80) NOT NULL,
    `author_id` INTEGER NOT NULL,
    `pages` INTEGER DEFAULT 100,
    `price` NUMERIC(65, 30) NOT NULL,
    `made` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (`id`),
    CONSTRAINT `book_title_key` UNIQUE (`title`, `author_id`),
    CONSTRAINT `book_price_check` CHECK (price >= 0),
    CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`) ON DELETE CASCADE
);
CREATE INDEX `book_pages_idx` ON `book` (`pages` DESC);
