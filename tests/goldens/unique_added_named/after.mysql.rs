diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        #[max_length = 80]
        code -> Varchar,
        area -> Integer,
    }
}

table_args! {
    item {
        unique item_code_key (code);
    }
}
