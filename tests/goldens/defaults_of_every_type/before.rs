diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        active -> Bool,
        stock -> Integer,
        label -> Text,
        made -> Timestamp,
        price -> Numeric,
    }
}
