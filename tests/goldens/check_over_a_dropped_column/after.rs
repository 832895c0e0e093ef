diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
    }
}

table_args! {
    item {
        check item_both_check sql("name <> ''");
    }
}
