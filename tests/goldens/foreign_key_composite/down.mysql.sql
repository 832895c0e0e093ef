-- step 1
ALTER TABLE `stock` DROP FOREIGN KEY `stock_area_number_fkey`,
    DROP INDEX `stock_area_number_fkey`;
