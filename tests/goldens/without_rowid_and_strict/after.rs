diesel::table! {
    author (id) {
        id -> Integer,
        name -> Text,
    }
}
diesel::table! {
    tag (name) {
        name -> Text,
        count -> Integer,
    }
}

table_args! {
    tag {
        without_rowid;
        strict;
        check tag_count_check sql("count > 0");
    }
}
