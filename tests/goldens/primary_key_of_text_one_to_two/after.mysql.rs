diesel::table! {
    item (code, colour) {
        #[max_length = 80]
        code -> Varchar,
        #[max_length = 80]
        colour -> Varchar,
        name -> Text,
    }
}
