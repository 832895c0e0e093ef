diesel::table! {
    item (id) {
        id -> Integer,
        name -> Text,
    }
}
