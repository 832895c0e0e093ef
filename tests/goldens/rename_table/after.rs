diesel::table! {
    film (id) {
        id -> Integer,
        title -> Text,
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
    film {
        default year = 1999;
        check movie_year_check sql("year > 1800");
        index movie_year_idx (year) where sql("year is not null");
        unique movie_title_key (title);
    }
    review {
        foreign_key (movie_id) references film (id) on delete cascade;
    }
}
