-- step 3
-- The dropped values of `code` are gone: rows that exist get ''.
ALTER TABLE `country` ADD COLUMN `code` CHAR(2) NOT NULL DEFAULT '';
ALTER TABLE `country` ALTER COLUMN `code` DROP DEFAULT;
-- step 2
ALTER TABLE `country` ADD CONSTRAINT `country_code_key` UNIQUE (`code`);
-- step 1
ALTER TABLE `city` ADD CONSTRAINT `city_country_fkey` FOREIGN KEY (`country`) REFERENCES `country` (`code`);
