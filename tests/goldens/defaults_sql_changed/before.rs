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
        default stock = sql("1 + 1");
        default label = sql("lower('A')");
        default made = sql("CURRENT_TIMESTAMP");
    }
}
