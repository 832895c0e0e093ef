-- step 1
ALTER TABLE `right_side` DROP FOREIGN KEY `right_side_left_id_fkey`,
    DROP INDEX `right_side_left_id_fkey`;
-- step 2
DROP TABLE `left_side`;
-- step 3
DROP TABLE `right_side`;
