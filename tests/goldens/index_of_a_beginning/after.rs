diesel::table! {
    item (id) {
        id -> Integer,
        name -> Text,
        code -> Text,
    }
}

table_args! {
    item {
        index item_code_idx (code(8));
        unique index item_name_idx (name(20), id);
        index item_words_idx using fulltext (name);
    }
}
