diesel::table! {
    item (id) {
        id -> Integer,
        name -> Text,
        /// How many there are.
        stock -> Nullable<Integer>,
    }
}
