-- step 4
-- The dropped values of `active` are gone: rows that exist get FALSE.
ALTER TABLE `item` ADD COLUMN `active` BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE `item` ALTER COLUMN `active` DROP DEFAULT;
-- step 3
-- The dropped values of `made` are gone: rows that exist get '1970-01-02 00:00:00'.
ALTER TABLE `item` ADD COLUMN `made` TIMESTAMP NOT NULL DEFAULT '1970-01-02 00:00:00';
ALTER TABLE `item` ALTER COLUMN `made` DROP DEFAULT;
-- step 2
-- The dropped values of `price` are gone: rows that exist get 0.
ALTER TABLE `item` ADD COLUMN `price` NUMERIC(65, 30) NOT NULL DEFAULT 0;
ALTER TABLE `item` ALTER COLUMN `price` DROP DEFAULT;
-- step 1
-- The dropped values of `stock` are gone: rows that exist get 0.
ALTER TABLE `item` ADD COLUMN `stock` INTEGER NOT NULL DEFAULT 0;
ALTER TABLE `item` ALTER COLUMN `stock` DROP DEFAULT;
