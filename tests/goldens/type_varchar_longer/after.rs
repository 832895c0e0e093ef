diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 200]
        v -> Varchar,
    }
}
