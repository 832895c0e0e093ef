diesel::table! {
    movie (id) {
        id -> Integer,
        title -> Text,
    }
}

diesel::table! {
    audit.entry (id) {
        id -> Integer,
        movie_id -> Integer,
        text -> Text,
    }
}

table_args! {
    entry {
        index entry_text_idx (text);
        foreign_key (movie_id) references movie (id);
    }
}
