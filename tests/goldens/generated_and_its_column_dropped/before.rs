diesel::table! {
    item (id) {
        id -> Integer,
        first -> Text,
        last -> Text,
        price -> Integer,
        count -> Nullable<Integer>,
        total -> Nullable<Integer>,
    }
}

table_args! {
    item {
        generated total = sql("price * count") stored;
        index item_total_idx (total);
    }
}
