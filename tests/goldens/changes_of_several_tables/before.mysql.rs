diesel::table! {
    author (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
    }
}
diesel::table! {
    book (id) {
        id -> Integer,
        #[max_length = 80]
        title -> Varchar,
        author_id -> Integer,
        editor_id -> Nullable<Integer>,
    }
}

table_args! {
    book {
        foreign_key (author_id) references author (id);
    }
}
