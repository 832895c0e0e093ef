diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        made -> Timestamp,
    }
}

table_args! {
    item {
        default made = sql("CURRENT_TIMESTAMP");
    }
}
