diesel::table! {
    item (id) {
        id -> Integer,
        first -> Text,
        last -> Text,
        price -> Integer,
        full -> Nullable<Text>,
    }
}

table_args! {
    item {
        generated full = sql("concat(first, ' ', last)") virtual;
    }
}
