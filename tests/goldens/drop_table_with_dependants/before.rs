diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    publisher (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    book (id) {
        id -> Integer,
        title -> Text,
        author_id -> Integer,
        publisher_id -> Nullable<Integer>,
    }
}

table_args! {
    book {
        foreign_key (author_id) references author (id);
        foreign_key (publisher_id) references publisher (id) on delete set null;
        index book_publisher_idx (publisher_id);
    }
}
