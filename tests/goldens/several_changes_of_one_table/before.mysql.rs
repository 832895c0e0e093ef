diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        stock -> Integer,
        note -> Nullable<Text>,
        #[max_length = 80]
        code -> Varchar,
    }
}

table_args! {
    item {
        unique item_code_key (code);
        index item_stock_idx (stock);
        check item_stock_check sql("stock >= 0");
        default stock = 1;
    }
}
