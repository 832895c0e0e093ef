diesel::table! {
    item (id) {
        id -> Integer,
        v -> SmallInt,
    }
}

table_args! {
    item {
        default v = 3;
    }
}
