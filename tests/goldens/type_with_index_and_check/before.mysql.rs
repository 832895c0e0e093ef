diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        v -> Varchar,
    }
}

table_args! {
    item {
        index item_v_idx (v);
        unique index item_v_idx1 (v(8), id);
        check item_v_check sql("v <> ''");
        unique item_v_key (v, id);
    }
}
