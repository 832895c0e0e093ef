diesel::table! {
    item (code) {
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
    item {
        unique item_id_key (id);
    }
    sale {
        foreign_key (item_id) references item (id);
    }
}
