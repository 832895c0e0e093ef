diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        v -> Nullable<Varchar>,
    }
}
