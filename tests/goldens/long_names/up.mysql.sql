-- step 1
ALTER TABLE `a_table_with_a_name_that_is_longer_than_most_of_them` ADD CONSTRAINT `a_table_with_a_name_that_is_l_a_column_with_a_name_that_is__key` UNIQUE (`a_column_with_a_name_that_is_quite_long_as_well`, `another`);
-- step 2
ALTER TABLE `a_table_with_a_name_that_is_longer_than_most_of_them` ADD CONSTRAINT `a_table_with_a_name_that_is_longer_than_most_of_them_check` CHECK (another > 0);
-- step 3
CREATE INDEX `a_table_with_a_name_that_is_l_a_column_with_a_name_that_is__idx` ON `a_table_with_a_name_that_is_longer_than_most_of_them` (`a_column_with_a_name_that_is_quite_long_as_well`);
