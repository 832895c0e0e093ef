diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        #[max_length = 80]
        code -> Nullable<Varchar>,
        stock -> Nullable<Integer>,
    }
}

table_args! {
    item {
        unique item_code_key (code);
        index item_stock_idx (stock);
        check item_stock_check sql("stock >= 0");
    }
}
