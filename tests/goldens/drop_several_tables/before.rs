diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
    }
}
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
    }
}
diesel::table! {
    review (id) {
        id -> Integer,
        book_id -> Integer,
    }
}

table_args! {
    book {
        foreign_key (author_id) references author (id);
    }
    review {
        foreign_key (book_id) references book (id) on delete cascade;
    }
}
