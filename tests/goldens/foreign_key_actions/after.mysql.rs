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
        foreign_key (author_id) references author (id) on delete no action on update cascade;
        foreign_key (editor_id) references author (id) on delete set null on update restrict;
    }
}
