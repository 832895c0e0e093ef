diesel::table! {
    author (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        born -> Nullable<Date>,
    }
}
diesel::table! {
    book (id) {
        id -> Integer,
        #[max_length = 80]
        title -> Varchar,
        author_id -> Integer,
        editor_id -> Nullable<Integer>,
        shelf_id -> Nullable<Integer>,
    }
}
diesel::table! {
    shelf (id) {
        id -> Integer,
        label -> Text,
    }
}

table_args! {
    book {
        foreign_key (author_id) references author (id);
        foreign_key (shelf_id) references shelf (id);
        index book_title_idx (title);
    }
    author {
        unique author_name_key (name);
    }
}
