diesel::table! {
    item (name, id) {
        id -> Integer,
        name -> Text,
        note -> Text,
    }
}

table_args! {
    item {
        default id = 0;
    }
}
