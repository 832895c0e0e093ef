-- step 1
ALTER TABLE `order` ADD COLUMN `from` TEXT;
-- step 2
ALTER TABLE `order` ALTER COLUMN `select` SET DEFAULT 'x';
-- step 3
ALTER TABLE `order` ADD CONSTRAINT `order_select_größe_key` UNIQUE (`select`, `größe`);
-- step 4
ALTER TABLE `order` ADD CONSTRAINT `order_check` CHECK (`größe` > 0);
-- step 5
CREATE INDEX `order_Placed at_select_idx` ON `order` (`Placed at`, `select`);
