diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        active -> Bool,
        stock -> Integer,
        label -> Text,
        rate -> Nullable<Double>,
    }
}

table_args! {
    item {
        default active = true;
        default stock = -1;
        default label = "it's \"new\"";
        default rate = 0.5;
    }
}
