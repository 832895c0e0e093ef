diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        code -> Text,
        area -> Integer,
    }
}

table_args! {
    item {
        index item_code_idx using fulltext (code);
    }
}
