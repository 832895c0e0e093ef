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
