diesel::table! {
    item (code) {
        id -> Integer,
        line -> Integer,
        code -> Integer,
        name -> Text,
    }
}
diesel::table! {
    sale (id) {
        id -> Integer,
        item_id -> Integer,
    }
}
