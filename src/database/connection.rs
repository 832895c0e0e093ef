//! An open connection of any dialect.

use diesel::sqlite::SqliteConnection;

use crate::dialect::Dialect;

/// An open connection. Portable queries run on it as on any Diesel connection; what only one dialect can do matches
/// on the variant.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// SQLite.
    Sqlite(SqliteConnection),
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(diesel::pg::PgConnection),
}

impl AnyConnection {
    /// The dialect that the database speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
        }
    }
}
