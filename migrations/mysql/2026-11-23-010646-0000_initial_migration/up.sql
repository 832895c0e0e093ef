-- step 1
CREATE TABLE `movie` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `title` VARCHAR(80) NOT NULL,
    `year` INTEGER NOT NULL,
    `directors` JSON NOT NULL,
    `theatre` BOOLEAN,
    PRIMARY KEY (`id`)
);
