diesel::table! {
    item (id) {
        id -> Integer,
        first -> Text,
        last -> Text,
        price -> Integer,
        full -> Nullable<Text>,
        total -> Nullable<Integer>,
    }
}

table_args! {
    item {
        generated full = sql("concat(first, last)") stored;
        generated total = sql("price * 2") stored;
    }
}
