diesel::table! {
    item (id) {
        id -> Integer,
        v -> Integer,
    }
}

table_args! {
    item {
        index item_v_idx (v) where sql("v > 3");
        check item_v_check sql("v > 1 and v < 100");
    }
}
