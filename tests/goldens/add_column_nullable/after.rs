diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        note -> Nullable<Text>,
        count -> Nullable<Integer>,
    }
}
