diesel::table! {
    item (id) {
        id -> Integer,
        name -> Text,
        code -> Integer,
    }
}

table_args! {
    item {
        unique index item_code_idx (code desc);
    }
}
