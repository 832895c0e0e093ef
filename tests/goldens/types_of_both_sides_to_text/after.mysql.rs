diesel::table! {
    author (id) {
        #[max_length = 80]
        id -> Varchar,
        name -> Text,
    }
}
diesel::table! {
    book (id) {
        id -> Integer,
        title -> Text,
        #[max_length = 80]
        author_id -> Varchar,
    }
}

table_args! {
    book {
        foreign_key (author_id) references author (id) on delete cascade;
    }
}
