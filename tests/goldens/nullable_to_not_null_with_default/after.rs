diesel::table! {
    movie (id) {
        id -> Integer,
        title -> Text,
        year -> Integer,
    }
}

table_args! {
    movie {
        default year = 1900;
    }
}
