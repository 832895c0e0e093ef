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
        generated total = sql("price * 3") stored;
        index item_total_idx (total);
        check item_total_check sql("total > 0");
    }
}
