diesel::table! {
    item (id) {
        id -> Integer,
        v -> Nullable<Integer>,
    }
}
