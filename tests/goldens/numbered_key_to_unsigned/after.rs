diesel::table! {
    item (id) {
        id -> Unsigned<BigInt>,
        name -> Text,
    }
}
