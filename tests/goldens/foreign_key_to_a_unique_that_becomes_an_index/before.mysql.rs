diesel::table! {
    country (id) {
        id -> Integer,
        #[max_length = 80]
        code -> Varchar,
    }
}
diesel::table! {
    city (id) {
        id -> Integer,
        #[max_length = 80]
        country -> Varchar,
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
