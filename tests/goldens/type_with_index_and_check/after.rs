diesel::table! {
    item (id) {
        id -> Integer,
        v -> Text,
    }
}

table_args! {
    item {
        index item_v_idx (v);
        unique index item_lower_idx (sql("lower(v)"));
        check item_v_check sql("v <> ''");
        unique item_v_key (v, id);
    }
}
