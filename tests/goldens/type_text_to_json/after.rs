diesel::table! {
    item (id) {
        id -> Integer,
        v -> Json,
    }
}
