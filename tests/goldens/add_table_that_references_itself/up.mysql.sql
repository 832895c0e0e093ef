-- step 1
CREATE TABLE `node` (
    `id` INTEGER NOT NULL AUTO_INCREMENT,
    `parent_id` INTEGER,
    PRIMARY KEY (`id`),
    CONSTRAINT `node_parent_id_fkey` FOREIGN KEY (`parent_id`) REFERENCES `node` (`id`) ON DELETE CASCADE
);
