diesel::table! {
    movie (id) {
        id -> Integer,
        title -> Text,
    }
}
