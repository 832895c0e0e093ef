diesel::table! {
    item (id) {
        id -> Integer,
        number -> Integer,
        name -> Text,
    }
}
