diesel::table! {
    author (id) {
        id -> BigInt,
        name -> Text,
    }
}
diesel::table! {
    book (id) {
        id -> BigInt,
        title -> Text,
        author_id -> BigInt,
    }
}

table_args! {
    book {
        foreign_key (author_id) references author (id) on delete cascade;
    }
}
