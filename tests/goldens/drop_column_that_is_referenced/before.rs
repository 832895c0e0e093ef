diesel::table! {
    country (id) {
        id -> Integer,
        #[max_length = 2]
        code -> Char,
        name -> Text,
    }
}
diesel::table! {
    city (id) {
        id -> Integer,
        #[max_length = 2]
        country -> Nullable<Char>,
    }
}

table_args! {
    country {
        unique country_code_key (code);
    }
    city {
        foreign_key (country) references country (code);
    }
}
