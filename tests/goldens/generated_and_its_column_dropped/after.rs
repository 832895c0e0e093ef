diesel::table! {
    item (id) {
        id -> Integer,
        first -> Text,
        last -> Text,
        price -> Integer,
    }
}
