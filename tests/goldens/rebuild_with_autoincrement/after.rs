diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        stock -> Integer,
    }
}

table_args! {
    item {
        autoincrement id;
    }
}
