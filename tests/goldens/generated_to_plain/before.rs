diesel::table! {
    item (id) {
        id -> Integer,
        first -> Text,
        last -> Text,
        price -> Integer,
        total -> Nullable<Integer>,
    }
}

table_args! {
    item {
        generated total = sql("price * 2") stored;
        index item_total_idx (total);
    }
}
