diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        made -> Timestamp,
        day -> Date,
    }
}

table_args! {
    item {
        default made = sql("now()");
        default day = sql("current_date");
    }
}
