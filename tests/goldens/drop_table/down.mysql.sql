-- step 1
CREATE TABLE `note` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `text` VARCHAR(80) NOT NULL DEFAULT '-',
    PRIMARY KEY (`id`)
);
CREATE INDEX `note_text_idx` ON `note` (`text`);
