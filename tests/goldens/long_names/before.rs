diesel::table! {
    a_table_with_a_name_that_is_longer_than_most_of_them (id) {
        id -> Integer,
        a_column_with_a_name_that_is_quite_long_as_well -> Integer,
        another -> Integer,
    }
}
