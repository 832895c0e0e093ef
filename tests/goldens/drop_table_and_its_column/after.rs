diesel::table! {
    book (id) {
        id -> Integer,
        title -> Text,
    }
}
