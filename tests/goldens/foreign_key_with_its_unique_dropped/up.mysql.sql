-- step 1
ALTER TABLE `city` DROP FOREIGN KEY `city_country_fkey`,
    DROP INDEX `city_country_fkey`;
-- step 2
ALTER TABLE `country` DROP INDEX `country_code_key`;
