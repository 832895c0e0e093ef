diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    tag (name) {
        name -> Text,
        colour -> Nullable<Text>,
    }
}
