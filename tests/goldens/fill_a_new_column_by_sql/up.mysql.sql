-- step 1
ALTER TABLE `movie` ADD COLUMN `label` TEXT;
UPDATE `movie` SET `label` = (concat(upper(title), '!'));
ALTER TABLE `movie` MODIFY COLUMN `label` TEXT NOT NULL;
