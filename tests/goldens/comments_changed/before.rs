diesel::table! {
    /// What is sold.
    item (id) {
        id -> Integer,
        /// As the label says.
        name -> Text,
    }
}
