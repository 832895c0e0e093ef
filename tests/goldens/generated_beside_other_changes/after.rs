diesel::table! {
    item (id) {
        id -> Integer,
        first -> Text,
        last -> Text,
        price -> Integer,
        total -> Nullable<Integer>,
        note -> Nullable<Text>,
    }
}

table_args! {
    item {
        generated total = sql("price * 2") stored;
        check item_price_check sql("price > 0");
        default price = 1;
    }
}
