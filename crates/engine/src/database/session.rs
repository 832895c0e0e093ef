//! Saves the settings of a session before a script and restores them after it.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

use diesel::QueryResult;

use super::connection::AnyConnection;
use moviectl_schema::dialect::script::Traces;

/// Saved settings of a session.
pub(crate) enum Session {
    /// Pragmas, temporary objects and attached databases.
    Sqlite(sqlite::Session),
    /// Settings and roles.
    #[cfg(feature = "postgres")]
    Postgres(postgres::Session),
    /// Variables, and the current database.
    #[cfg(feature = "mysql")]
    Mysql(mysql::Session),
}

impl Session {
    /// Saves the settings that the script changes. `is_own`: the connection is moviectl's, and no other code changed
    /// the session.
    ///
    /// # Errors
    /// When the database refuses.
    #[cfg_attr(
        not(feature = "postgres"),
        allow(unused_variables, reason = "the others read what is there")
    )]
    pub(crate) fn read(
        connection: &mut AnyConnection,
        traces: &Traces,
        is_own: bool,
    ) -> QueryResult<Self> {
        match connection {
            AnyConnection::Sqlite(connection) => {
                sqlite::Session::read(connection, traces).map(Self::Sqlite)
            }
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(connection) => {
                postgres::Session::read(connection, is_own).map(Self::Postgres)
            }
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(connection) => {
                mysql::Session::read(connection, traces).map(Self::Mysql)
            }
        }
    }

    /// Restores the settings, within a transaction or outside of one.
    ///
    /// # Errors
    /// When the database refuses.
    pub(crate) fn give_back(&self, connection: &mut AnyConnection) -> QueryResult<()> {
        match (self, connection) {
            (Self::Sqlite(session), AnyConnection::Sqlite(connection)) => {
                session.give_back(connection)
            }
            #[cfg(feature = "postgres")]
            (Self::Postgres(session), AnyConnection::Postgres(connection)) => {
                session.give_back(connection)
            }
            #[cfg(feature = "mysql")]
            (Self::Mysql(session), AnyConnection::Mysql(connection)) => {
                session.give_back(connection)
            }
            // A connection is of one dialect as long as it is open.
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => Ok(()),
        }
    }
}
