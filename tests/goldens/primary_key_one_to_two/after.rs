diesel::table! {
    item (id, line) {
        id -> Integer,
        line -> Integer,
        code -> Integer,
        name -> Text,
    }
}
