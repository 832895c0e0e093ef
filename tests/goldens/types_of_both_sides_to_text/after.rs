diesel::table! {
    author (id) {
        id -> Text,
        name -> Text,
    }
}
diesel::table! {
    book (id) {
        id -> Integer,
        title -> Text,
        author_id -> Text,
    }
}

table_args! {
    book {
        foreign_key (author_id) references author (id) on delete cascade;
    }
}
