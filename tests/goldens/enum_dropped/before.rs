pub mod sql_types {
    #[derive(diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "mood"))]
    pub struct Mood;
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Mood;

    person (id) {
        id -> Integer,
        name -> Text,
        feels -> Mood,
    }
}

table_args! {
    enum mood ("sad", "ok");
    person {
        default feels = "ok";
    }
}
