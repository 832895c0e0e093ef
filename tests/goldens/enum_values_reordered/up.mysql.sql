-- step 1
ALTER TABLE `person` MODIFY COLUMN `feels` ENUM('happy','ok','sad') NOT NULL DEFAULT 'ok';
