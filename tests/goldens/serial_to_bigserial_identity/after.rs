diesel::table! {
    item (id) {
        id -> BigInt,
        name -> Text,
    }
}

table_args! {
    item {
        identity id;
    }
}
