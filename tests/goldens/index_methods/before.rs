diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        words -> Array<Nullable<Text>>,
        span -> Int4range,
        code -> Text,
    }
}
