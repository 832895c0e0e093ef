diesel::table! {
    item (id) {
        id -> Integer,
        v -> Integer,
    }
}

table_args! {
    item {
        default v = 1;
    }
}
