diesel::table! {
    item (id) {
        id -> Integer,
        stock -> Integer,
        size -> Unsigned<SmallInt>,
    }
}
