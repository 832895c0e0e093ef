diesel::table! {
    node (id) {
        id -> Integer,
        parent_id -> Nullable<Integer>,
    }
}
