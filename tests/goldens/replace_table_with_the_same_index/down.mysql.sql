-- step 2
DROP TABLE `thing`;
-- step 1
CREATE TABLE `item` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `name` VARCHAR(80) NOT NULL,
    `code` VARCHAR(80) NOT NULL,
    `area` INTEGER NOT NULL,
    PRIMARY KEY (`id`)
);
CREATE INDEX `code_idx` ON `item` (`code`);
