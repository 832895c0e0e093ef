-- step 1
ALTER TABLE `person` MODIFY COLUMN `feels` ENUM('sad','ok','gone') NOT NULL DEFAULT 'ok';
