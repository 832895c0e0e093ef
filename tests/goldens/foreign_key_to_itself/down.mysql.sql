-- step 1
ALTER TABLE `node` DROP FOREIGN KEY `node_parent_id_fkey`,
    DROP INDEX `node_parent_id_fkey`;
