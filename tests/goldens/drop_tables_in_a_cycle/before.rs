diesel::table! {
    item (id) {
        id -> Integer,
        #[max_length = 80]
        name -> Varchar,
    }
}
diesel::table! {
    left_side (id) {
        id -> Integer,
        right_id -> Nullable<Integer>,
    }
}
diesel::table! {
    right_side (id) {
        id -> Integer,
        left_id -> Nullable<Integer>,
    }
}

table_args! {
    left_side {
        foreign_key (right_id) references right_side (id);
    }
    right_side {
        foreign_key (left_id) references left_side (id) on delete cascade;
    }
}
