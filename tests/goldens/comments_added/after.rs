diesel::table! {
    /// What is sold.
    /// It's all here.
    item (id) {
        id -> Integer,
        /// As the label says.
        name -> Text,
    }
}
