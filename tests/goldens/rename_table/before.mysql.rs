diesel::table! {
    movie (id) {
        id -> Integer,
        #[max_length = 80]
        title -> Varchar,
        year -> Nullable<Integer>,
    }
}

diesel::table! {
    review (id) {
        id -> Integer,
        movie_id -> Integer,
        text -> Text,
    }
}

table_args! {
    movie {
        default year = 1999;
        check movie_year_check sql("year > 1800");
        index movie_year_idx (year);
        unique movie_title_key (title);
    }
    review {
        foreign_key (movie_id) references movie (id) on delete cascade;
    }
}
