diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        active -> Bool,
        stock -> Integer,
        label -> Text,
        made -> Timestamp,
        price -> Numeric,
    }
}

table_args! {
    item {
        default active = false;
        default stock = -3;
        default label = "a 'b' c";
        default made = sql("CURRENT_TIMESTAMP");
        default price = 9.50;
    }
}
