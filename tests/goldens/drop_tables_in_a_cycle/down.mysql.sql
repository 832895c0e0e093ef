-- step 3
CREATE TABLE `right_side` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `left_id` INTEGER,
    PRIMARY KEY (`id`)
);
-- step 2
CREATE TABLE `left_side` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `right_id` INTEGER,
    PRIMARY KEY (`id`),
    CONSTRAINT `left_side_right_id_fkey` FOREIGN KEY (`right_id`) REFERENCES `right_side` (`id`)
);
-- step 1
ALTER TABLE `right_side` ADD CONSTRAINT `right_side_left_id_fkey` FOREIGN KEY (`left_id`) REFERENCES `left_side` (`id`) ON DELETE CASCADE;
