-- step 3
CREATE TABLE `author` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `name` TEXT NOT NULL,
    PRIMARY KEY (`id`)
);
-- step 2
CREATE TABLE `book` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `title` TEXT NOT NULL,
    `author_id` INTEGER NOT NULL,
    PRIMARY KEY (`id`),
    CONSTRAINT `book_author_id_fkey` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`)
);
-- step 1
CREATE TABLE `review` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `book_id` INTEGER NOT NULL,
    PRIMARY KEY (`id`),
    CONSTRAINT `review_book_id_fkey` FOREIGN KEY (`book_id`) REFERENCES `book` (`id`) ON DELETE CASCADE
);
