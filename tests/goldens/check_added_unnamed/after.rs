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
        check sql("stock >= 0");
        check sql("name <> ''");
    }
}
