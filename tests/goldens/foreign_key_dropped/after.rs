diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    book (id) {
        id -> Integer,
        title -> Text,
        author_id -> Integer,
        editor_id -> Nullable<Integer>,
    }
}
