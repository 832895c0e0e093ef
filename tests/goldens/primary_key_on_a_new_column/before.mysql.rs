diesel::table! {
    item (name) {
        #[max_length = 80]
        name -> Varchar,
        note -> Text,
    }
}
