-- step 3
ALTER TABLE `item` DROP CONSTRAINT `item_label_check`;
-- step 2
ALTER TABLE `item` ALTER COLUMN `label` DROP DEFAULT;
-- step 1
ALTER TABLE `item` DROP COLUMN `other`;
