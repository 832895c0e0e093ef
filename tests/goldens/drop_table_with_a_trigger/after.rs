diesel::table! {
    log (id) {
        id -> Integer,
        line -> Text,
    }
}
