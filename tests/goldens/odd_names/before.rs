diesel::table! {
    #[sql_name = "order"]
    orders (id) {
        id -> Integer,
        #[sql_name = "Placed at"]
        placed_at -> Timestamp,
        #[sql_name = "select"]
        choice -> Text,
        #[sql_name = "größe"]
        size -> Nullable<Integer>,
    }
}
