diesel::table! {
    country (id) {
        id -> Integer,
        #[max_length = 80]
        code -> Varchar,
    }
}
diesel::table! {
    city (id) {
        id -> Integer,
        #[max_length = 80]
        country -> Varchar,
    }
}
