-- step 1
ALTER TABLE `person` MODIFY COLUMN `feels` TEXT NOT NULL DEFAULT ('ok');
