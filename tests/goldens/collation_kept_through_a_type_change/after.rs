diesel::table! {
    item (id) {
        id -> Integer,
        v -> Text,
    }
}

table_args! {
    item {
        collate v = "C" on postgres;
        collate v = "NOCASE" on sqlite;
        collate v = "utf8mb4_bin" on mysql;
        index item_v_idx (v);
    }
}
