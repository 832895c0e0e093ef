diesel::table! {
    item (id) {
        id -> Integer,
        line -> Integer,
        code -> Integer,
        name -> Text,
    }
}
diesel::table! {
    sale (id) {
        id -> Integer,
        item_id -> Integer,
    }
}

table_args! {
    sale {
        foreign_key (item_id) references item (id);
    }
}
