diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        stock -> Integer,
        note -> Nullable<Text>,
    }
}

table_args! {
    item {
        index item_stock_idx (stock);
    }
}
