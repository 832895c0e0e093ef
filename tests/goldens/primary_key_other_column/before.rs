diesel::table! {
    item (id) {
        id -> Integer,
        line -> Integer,
        code -> Integer,
        name -> Text,
    }
}
