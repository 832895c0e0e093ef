-- step 1
ALTER TABLE `person` MODIFY COLUMN `feels` ENUM('sad','ok') NOT NULL DEFAULT 'ok';
