diesel::table! {
    item (code) {
        code -> Text,
        colour -> Text,
        name -> Text,
    }
}
