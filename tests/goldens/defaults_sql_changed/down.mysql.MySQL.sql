-- Variant: MySQL and MariaDB have another name each for the one function.
-- step 3
ALTER TABLE `item` MODIFY COLUMN `made` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP;
-- step 2
ALTER TABLE `item` MODIFY COLUMN `label` TEXT NOT NULL DEFAULT (lower('A'));
-- step 1
ALTER TABLE `item` MODIFY COLUMN `stock` INTEGER NOT NULL DEFAULT (1 + 1);
