diesel::table! {
    part (area, number) {
        area -> Integer,
        number -> Integer,
        name -> Text,
    }
}
diesel::table! {
    stock (id) {
        id -> Integer,
        area -> Integer,
        number -> Integer,
    }
}

table_args! {
    stock {
        foreign_key (area, number) references part (area, number) on delete cascade;
    }
}
