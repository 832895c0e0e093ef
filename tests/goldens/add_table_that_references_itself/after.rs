diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
    }
}
diesel::table! {
    node (id) {
        id -> Integer,
        parent_id -> Nullable<Integer>,
    }
}

table_args! {
    node {
        foreign_key (parent_id) references node (id) on delete cascade;
    }
}
