-- step 1
UPDATE `item` SET `v` = CASE WHEN LOWER(`v`) IN ('t', 'true', 'y', 'yes', 'on') THEN '1' ELSE '0' END WHERE LOWER(`v`) IN ('t', 'true', 'y', 'yes', 'on', 'f', 'false', 'n', 'no', 'off');
ALTER TABLE `item` MODIFY COLUMN `v` BOOLEAN NOT NULL;
