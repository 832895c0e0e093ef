diesel::table! {
    item (id) {
        id -> Integer,
        v -> Array<Integer>,
    }
}
