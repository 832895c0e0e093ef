diesel::table! {
    item (line, id) {
        id -> Integer,
        line -> Integer,
        code -> Integer,
        name -> Text,
    }
}
