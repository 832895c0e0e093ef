diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 3]
        v -> Char,
    }
}
