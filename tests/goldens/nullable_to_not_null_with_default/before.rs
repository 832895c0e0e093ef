diesel::table! {
    movie (id) {
        id -> Integer,
        title -> Text,
        year -> Nullable<Integer>,
    }
}
