diesel::table! {
    item (id) {
        id -> Integer,
        v -> Text,
    }
}

table_args! {
    item {
        default v = "three";
    }
}
