diesel::table! {
    thing (id) {
        id -> Integer,
        code -> Text,
    }
}

table_args! {
    thing {
        index code_idx (code);
    }
}
