diesel::table! {
    item (code, colour) {
        code -> Text,
        colour -> Text,
        name -> Text,
    }
}
