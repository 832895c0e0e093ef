diesel::table! {
    item (id) {
        id -> Integer,
        name -> Text,
        code -> Text,
    }
}

table_args! {
    item {
        index item_code_idx (code(4));
    }
}
