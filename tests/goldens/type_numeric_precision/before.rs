diesel::table! {
    item (id) {
        id -> Integer,
        v -> Numeric,
    }
}

table_args! {
    item {
        type v = "numeric(8, 2)";
    }
}
