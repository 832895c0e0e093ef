diesel::table! {
    item (id) {
        id -> Integer,
        first -> Text,
        last -> Text,
        price -> Integer,
        total -> Nullable<Integer>,
        count -> Nullable<Integer>,
    }
}

table_args! {
    item {
        generated total = sql("price * count") virtual on sqlite;
        generated total = sql("price * count") virtual on mysql;
        generated total = sql("price * count") stored on postgres;
    }
}
