-- step 1
ALTER TABLE `person` MODIFY COLUMN `feels` ENUM('awful','sad','ok','it''s "great"') NOT NULL DEFAULT 'ok';
