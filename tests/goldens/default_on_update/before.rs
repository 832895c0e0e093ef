diesel::table! {
    item (id) {
        id -> Integer,
        changed -> Datetime,
        note -> Nullable<Text>,
    }
}
