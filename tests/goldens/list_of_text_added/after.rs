diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        tags -> TextList,
        more -> Nullable<TextList>,
    }
}

table_args! {
    item {
        default tags = sql("'{}'") on postgres;
        default tags = "[]" on sqlite;
        default tags = "[]" on mysql;
    }
}
