diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        note -> Text,
        stock -> Integer,
    }
}

table_args! {
    item {
        index item_stock_idx (stock);
    }
}
