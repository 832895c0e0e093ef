-- step 1
ALTER TABLE `item` ADD COLUMN `other` TEXT NOT NULL DEFAULT ('line
break');
-- step 2
ALTER TABLE `item` MODIFY COLUMN `label` TEXT NOT NULL DEFAULT ('100% \\n å ''; --');
-- step 3
ALTER TABLE `item` ADD CONSTRAINT `item_label_check` CHECK (label <> ';' /* no; end */);
