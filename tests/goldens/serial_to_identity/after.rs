diesel::table! {
    item (id) {
        id -> Integer,
        name -> Text,
    }
}

table_args! {
    item {
        identity id always on postgres;
    }
}
