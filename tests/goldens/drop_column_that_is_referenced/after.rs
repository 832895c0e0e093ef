diesel::table! {
    country (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    city (id) {
        id -> Integer,
        #[max_length = 2]
        country -> Nullable<Char>,
    }
}
