-- step 1
DROP TABLE `item`;
-- step 2
CREATE TABLE `thing` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `label` TEXT NOT NULL,
    PRIMARY KEY (`id`)
);
