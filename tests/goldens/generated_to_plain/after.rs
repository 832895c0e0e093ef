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
        index item_total_idx (total);
    }
}
