-- step 1
ALTER TABLE `item` ALTER COLUMN `changed` DROP DEFAULT;
