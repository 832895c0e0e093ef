diesel::table! {
    person (id) {
        id -> Integer,
        name -> Text,
        feels -> Text,
    }
}

table_args! {
    person {
        default feels = "ok";
    }
}
