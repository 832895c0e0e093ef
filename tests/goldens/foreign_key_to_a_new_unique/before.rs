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
