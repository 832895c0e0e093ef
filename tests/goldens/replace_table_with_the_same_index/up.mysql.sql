-- step 1
DROP TABLE `item`;
-- step 2
CREATE TABLE `thing` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `code` VARCHAR(80) NOT NULL,
    PRIMARY KEY (`id`)
);
CREATE INDEX `code_idx` ON `thing` (`code`);
