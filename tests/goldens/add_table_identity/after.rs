diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    item (id) {
        id -> BigInt,
        name -> Text,
    }
}
diesel::table! {
    thing (id) {
        id -> Integer,
        name -> Text,
    }
}

table_args! {
    item {
        identity id always;
    }
    thing {
        identity id;
    }
}
