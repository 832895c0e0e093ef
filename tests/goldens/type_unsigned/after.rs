diesel::table! {
    item (id) {
        id -> Integer,
        stock -> Unsigned<Integer>,
        size -> Integer,
    }
}
