diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
        label -> Text,
        other -> Text,
    }
}

table_args! {
    item {
        default label = "100% \\n å '; --";
        default other = "line\nbreak";
        check item_label_check sql("label <> ';' /* no; end */");
    }
}
