diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        #[max_length = 80]
        code -> Varchar,
        area -> Integer,
    }
}
diesel::table! {
    crate_box (id) {
        id -> Integer,
        #[max_length = 80]
        code -> Varchar,
    }
}

table_args! {
    crate_box {
        index code_idx (code);
    }
}
