-- step 3
ALTER TABLE `a_table_with_a_name_that_is_longer_than_most_of_them` DROP INDEX `a_table_with_a_name_that_is_l_a_column_with_a_name_that_is__idx`;
-- step 2
ALTER TABLE `a_table_with_a_name_that_is_longer_than_most_of_them` DROP CONSTRAINT `a_table_with_a_name_that_is_longer_than_most_of_them_check`;
-- step 1
ALTER TABLE `a_table_with_a_name_that_is_longer_than_most_of_them` DROP INDEX `a_table_with_a_name_that_is_l_a_column_with_a_name_that_is__key`;
