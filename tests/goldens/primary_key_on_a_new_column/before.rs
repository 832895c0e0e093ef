diesel::table! {
    item (name) {
        name -> Text,
        note -> Text,
    }
}
