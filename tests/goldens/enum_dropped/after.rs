diesel::table! {
    person (id) {
        id -> Integer,
        name -> Text,
    }
}
