diesel::table! {
    item (id) {
        id -> Integer,
        v -> Bool,
    }
}
