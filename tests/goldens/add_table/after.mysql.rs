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
        author_id -> Integer,
        pages -> Nullable<Integer>,
        price -> Numeric,
        made -> Timestamp,
    }
}

table_args! {
    book {
        default pages = 100;
        default made = sql("CURRENT_TIMESTAMP");
        unique book_title_key (title, author_id);
        index book_pages_idx (pages desc);
        check book_price_check sql("price >= 0");
        foreign_key (author_id) references author (id) on delete cascade;
    }
}
