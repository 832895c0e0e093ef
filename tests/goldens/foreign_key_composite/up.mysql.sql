-- step 1
ALTER TABLE `stock` ADD CONSTRAINT `stock_area_number_fkey` FOREIGN KEY (`area`, `number`) REFERENCES `part` (`area`, `number`) ON DELETE CASCADE;
