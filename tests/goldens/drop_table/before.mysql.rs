diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
    }
}
diesel::table! {
    note (id) {
        id -> Integer,
        #[max_length = 80]
        text -> Varchar,
    }
}

table_args! {
    note {
        index note_text_idx (text);
        default text = "-";
    }
}
