diesel::table! {
    item (code) {
        #[max_length = 80]
        code -> Varchar,
        #[max_length = 80]
        colour -> Varchar,
        name -> Text,
    }
}
