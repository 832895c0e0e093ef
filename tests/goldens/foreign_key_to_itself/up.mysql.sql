-- step 1
ALTER TABLE `node` ADD CONSTRAINT `node_parent_id_fkey` FOREIGN KEY (`parent_id`) REFERENCES `node` (`id`) ON DELETE CASCADE;
