diesel::table! {
    item (name) {
        name -> Text,
    }
}
