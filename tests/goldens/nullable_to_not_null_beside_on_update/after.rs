diesel::table! {
    item (id) {
        id -> Integer,
        changed -> Datetime,
        note -> Text,
    }
}

table_args! {
    item {
        default changed = sql("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP");
        default note = "none";
    }
}
