INSERT INTO a_table_with_a_name_that_is_longer_than_most_of_them VALUES (1, 2, 3);
