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
        default stock = sql("2 + 1");
        default label = sql("upper('a')");
        default made = sql("'2000-01-01 00:00:00'");
    }
}
