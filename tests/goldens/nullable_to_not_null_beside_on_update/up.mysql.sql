-- step 1
UPDATE `item` SET `note` = 'none', `changed` = `changed` WHERE `note` IS NULL;
ALTER TABLE `item` MODIFY COLUMN `note` TEXT NOT NULL DEFAULT ('none');
