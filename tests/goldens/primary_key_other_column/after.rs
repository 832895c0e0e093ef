diesel::table! {
    item (code) {
        id -> Integer,
        line -> Integer,
        code -> Integer,
        name -> Text,
    }
}
