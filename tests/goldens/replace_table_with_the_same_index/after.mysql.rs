diesel::table! {
    thing (id) {
        id -> Integer,
        #[max_length = 80]
        code -> Varchar,
    }
}

table_args! {
    thing {
        index code_idx (code);
    }
}
