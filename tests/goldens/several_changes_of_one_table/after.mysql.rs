diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    item (id) {
        id -> Integer,
        name -> Text,
        stock -> BigInt,
        #[max_length = 80]
        code -> Nullable<Varchar>,
        author_id -> Nullable<Integer>,
    }
}

table_args! {
    item {
        index item_code_idx (code);
        index item_stock_idx (stock desc);
        check item_stock_check sql("stock > 0");
        default stock = 2;
        foreign_key (author_id) references author (id) on delete set null;
    }
}
