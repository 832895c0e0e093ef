diesel::table! {
    thing (id) {
        id -> Integer,
        label -> Text,
    }
}
