diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    tag (name) {
        #[max_length = 80]
        name -> Varchar,
        colour -> Nullable<Text>,
    }
}
