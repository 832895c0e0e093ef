-- Variant: MySQL writes parentheses around each operator.
-- step 3
-- The dropped values of `stock` are gone: rows that exist get 0.
ALTER TABLE `item` ADD COLUMN `stock` INTEGER NOT NULL DEFAULT 0;
ALTER TABLE `item` ALTER COLUMN `stock` DROP DEFAULT;
-- step 2
ALTER TABLE `item` DROP CONSTRAINT `item_both_check`;
-- step 1
ALTER TABLE `item` ADD CONSTRAINT `item_both_check` CHECK ((`stock` >= 0) and (`name` <> ''));
