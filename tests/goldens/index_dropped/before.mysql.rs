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

table_args! {
    item {
        index item_code_idx (code);
        unique index item_area_idx (area, code desc);
    }
}
