diesel::table! {
    item (id) {
        id -> Integer,
        name -> Text,
        code -> Integer,
    }
}

table_args! {
    item {
        index item_name_idx (name);
    }
}
