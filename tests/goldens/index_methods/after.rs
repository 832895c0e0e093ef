diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        words -> Array<Nullable<Text>>,
        span -> Int4range,
        code -> Text,
    }
}

table_args! {
    item {
        index item_words_idx using gin (words);
        index item_span_idx using gist (span);
        index item_code_idx using hash (code);
        index item_id_idx using brin (id);
    }
}
