-- step 1
ALTER TABLE `person` ADD COLUMN `feels` ENUM('sad','ok') NOT NULL DEFAULT 'ok';
