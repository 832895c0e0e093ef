-- step 1
ALTER TABLE `person` DROP COLUMN `feels`;
