diesel::table! {
    #[sql_name = "order"]
    orders (id) {
        id -> Integer,
        #[sql_name = "Placed at"]
        placed_at -> Timestamp,
        #[sql_name = "select"]
        #[max_length = 80]
        choice -> Varchar,
        #[sql_name = "größe"]
        size -> Nullable<Integer>,
        #[sql_name = "from"]
        origin -> Nullable<Text>,
    }
}

table_args! {
    orders {
        default choice = "x";
        index (placed_at, choice);
        unique (choice, size);
        check sql("`größe` > 0");
    }
}
