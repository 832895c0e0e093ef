-- step 1
ALTER TABLE `item` ADD COLUMN `tags` JSON NOT NULL;
-- step 2
ALTER TABLE `item` ADD COLUMN `more` JSON;
