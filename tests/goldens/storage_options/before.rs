diesel::table! {
    t (code) {
        code -> Text,
        n -> Nullable<Integer>,
    }
}
diesel::table! {
    u (id) {
        id -> Integer,
        code -> Text,
    }
}

table_args! {
    u {
        strict;
        foreign_key (code) references t (code) on delete cascade;
    }
}
