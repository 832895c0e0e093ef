-- step 1
ALTER TABLE `person` MODIFY COLUMN `feels` ENUM('sad','ok','happy') NOT NULL DEFAULT 'happy';
