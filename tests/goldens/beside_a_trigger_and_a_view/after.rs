diesel::table! {
    log (id) {
        id -> Integer,
        line -> Text,
    }
}
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
        check item_stock_check sql("stock >= 0");
        default stock = 4;
        index item_stock_idx (stock);
    }
}
