-- step 2
ALTER TABLE `country` ADD CONSTRAINT `country_code_key` UNIQUE (`code`);
-- step 1
ALTER TABLE `city` ADD CONSTRAINT `city_country_fkey` FOREIGN KEY (`country`) REFERENCES `country` (`code`) ON UPDATE CASCADE;
