diesel::table! {
    item (id) {
        id -> Integer,
        number -> Integer,
        name -> Text,
    }
}

table_args! {
    item {
        serial number;
    }
}
