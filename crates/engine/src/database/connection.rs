//! An open connection of any dialect.

#![allow(
    missing_docs,
    reason = "the derive writes the backend, without comments"
)]

use diesel::connection::SimpleConnection as _;
use diesel::sqlite::SqliteConnection;

use moviectl_schema::dialect::Dialect;

/// An open connection. Portable queries run on it as on any Diesel connection; what only one dialect can do matches
/// on the variant.
#[derive(diesel::MultiConnection)]
#[non_exhaustive]
pub enum AnyConnection {
    /// SQLite.
    Sqlite(SqliteConnection),
    /// PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(diesel::pg::PgConnection),
    /// MySQL or MariaDB.
    #[cfg(feature = "mysql")]
    Mysql(crate::database::mysql::MysqlConnection),
}

/// The error that a database reports.
pub type DatabaseError = diesel::result::Error;

impl AnyConnection {
    /// Runs SQL that returns nothing of interest.
    ///
    /// # Errors
    /// The database's error.
    pub fn run(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.batch_execute(sql)
    }

    /// Returns the warnings of MySQL or MariaDB about the last statement, without notes.
    pub fn warnings(&mut self) -> Vec<String> {
        match self {
            Self::Sqlite(_) => Vec::new(),
            // Diesel's connection gives the server's notices to nobody.
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Vec::new(),
            #[cfg(feature = "mysql")]
            Self::Mysql(connection) => connection.warnings(),
        }
    }

    /// The dialect that the database speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => Dialect::Postgres,
            #[cfg(feature = "mysql")]
            Self::Mysql(_) => Dialect::Mysql,
        }
    }
}
