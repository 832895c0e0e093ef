diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    book (id) {
        id -> Integer,
        #[max_length = 80]
        title -> Varchar,
        author_id -> Nullable<Integer>,
        pages -> Nullable<Integer>,
    }
}

table_args! {
    book {
        foreign_key (author_id) references author (id);
        index book_author_idx (author_id, title);
        unique book_pages_key (pages, title);
        check book_pages_check sql("pages > 0");
    }
}
