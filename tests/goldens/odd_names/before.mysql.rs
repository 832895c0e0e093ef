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
    }
}
