diesel::table! {
    item (id) {
        id -> Integer,
        v -> Bool,
    }
}

table_args! {
    item {
        default v = true;
    }
}
