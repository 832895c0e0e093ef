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
        #[max_length = 80]
        name -> Varchar,
        feels -> Mood,
    }
}

table_args! {
    enum mood ("sad", "ok", "gone");
    person {
        default feels = "ok";
        check not_sad sql("feels <> 'sad' or name <> 'Bob'");
        index person_ok (name);
        index person_feels (feels);
    }
}
