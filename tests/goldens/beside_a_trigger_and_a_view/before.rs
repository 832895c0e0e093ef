diesel::table! {
    log (id) {
        id -> Integer,
        line -> Text,
    }
}
diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        stock -> Integer,
    }
}
