-- step 1
UPDATE `item` SET `v` = `v` <> 0 WHERE `v` NOT IN (0, 1);
ALTER TABLE `item` MODIFY COLUMN `v` BOOLEAN NOT NULL;
