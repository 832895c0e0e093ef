//! The declared schema of the movie catalogue. It is compiled here, and it is also embedded as text and read like any
//! project's `schema.rs`: so it holds nothing but the declaration.

diesel::table! {
    use crate::movies::text_list::TextList;
    use diesel::sql_types::{Bool, Integer, Nullable, Text};

    /// One row a movie.
    movie (id) {
        /// The number that the database gives it.
        id -> Integer,
        /// The title.
        #[max_length = 80]
        title -> Text,
        /// The year in which it came out.
        year -> Integer,
        /// Its directors, in the order of the credits.
        directors -> TextList,
        /// True if it ran in theatres; the application's default is true.
        theatre -> Nullable<Bool>,
        /// Its MPA rating.
        #[max_length = 5]
        mpa -> Nullable<Text>,
    }
}
