-- step 1
ALTER TABLE `person` MODIFY COLUMN `feels` ENUM('sad','meh','ok') NOT NULL DEFAULT 'ok';
