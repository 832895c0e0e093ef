diesel::table! {
    movie (id) {
        id -> Integer,
        title -> Text,
        year -> Integer,
    }
}
