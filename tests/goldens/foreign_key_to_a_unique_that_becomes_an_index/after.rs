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
        unique index country_code_idx (code);
    }
    city {
        foreign_key (country) references country (code);
    }
}
