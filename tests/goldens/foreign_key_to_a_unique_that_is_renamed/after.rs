diesel::table! {
    country (id) {
        id -> Integer,
        code -> Text,
    }
}
diesel::table! {
    city (id) {
        id -> Integer,
        country -> Text,
    }
}

table_args! {
    country {
        unique country_code_uq (code);
    }
    city {
        foreign_key (country) references country (code) on update cascade;
    }
}
