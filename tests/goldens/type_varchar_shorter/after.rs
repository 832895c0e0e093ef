diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 20]
        v -> Varchar,
    }
}
