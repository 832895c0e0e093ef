diesel::table! {
    crate_box (id) {
        id -> Integer,
        code -> Text,
    }
}
diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        code -> Text,
        area -> Integer,
    }
}

table_args! {
    crate_box {
        index code_idx (code);
    }
}
