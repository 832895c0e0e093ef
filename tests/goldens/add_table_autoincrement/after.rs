diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
    }
}

table_args! {
    item {
        autoincrement id;
    }
}
