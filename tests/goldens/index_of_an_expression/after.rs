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
        unique index item_lower_idx (sql("lower(code)"));
        index item_mixed_idx (area, sql("code || name") desc);
    }
}
