diesel::table! {
    item (id) {
        id -> Integer,
        changed -> Datetime,
        note -> Nullable<Text>,
    }
}

table_args! {
    item {
        default changed = sql("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP");
    }
}
