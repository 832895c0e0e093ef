diesel::table! {
    /// What was sold.
    item (id) {
        id -> Integer,
        /// As printed.
        name -> Text,
    }
}
