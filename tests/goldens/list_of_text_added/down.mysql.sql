-- step 2
ALTER TABLE `item` DROP COLUMN `more`;
-- step 1
ALTER TABLE `item` DROP COLUMN `tags`;
