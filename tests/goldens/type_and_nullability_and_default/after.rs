diesel::table! {
    item (id) {
        id -> Integer,
        v -> BigInt,
    }
}

table_args! {
    item {
        default v = 7;
    }
}
