-- step 1
ALTER TABLE `item` ADD COLUMN `full` TEXT GENERATED ALWAYS AS (concat(`first`,`last`)) STORED;
