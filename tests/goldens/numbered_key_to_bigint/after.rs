diesel::table! {
    item (id) {
        id -> BigInt,
        name -> Text,
    }
}
