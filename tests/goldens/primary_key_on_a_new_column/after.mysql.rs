diesel::table! {
    item (name, id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        note -> Text,
    }
}

table_args! {
    item {
        default id = 0;
    }
}
