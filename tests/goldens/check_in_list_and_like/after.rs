diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        stock -> Integer,
    }
}

table_args! {
    item {
        check item_name_check sql("name in ('one', 'two', 'it''s') or name like '%x%'");
        check item_both_check sql("stock between 1 and 10 and not (name = '' or stock = 7)");
    }
}
