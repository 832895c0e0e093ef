diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
