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

table_args! {
    book {
        foreign_key (author_id) references person (id);
    }
}
diesel::table! {
    person (id) {
        id -> Integer,
    }
}
