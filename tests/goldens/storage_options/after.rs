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
    t {
        without_rowid;
        strict;
    }
    u {
        index u_code_idx (code);
        foreign_key (code) references t (code) on delete cascade;
    }
}
