//! How long SQLite waits for another process that holds the file's lock. Servers have locks of their own.

use std::time::Duration;

use diesel::QueryResult;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel::sqlite::SqliteConnection;

use super::connection::AnyConnection;

/// The time to wait from before a change, in milliseconds.
pub(crate) struct Patience(i32);

#[derive(QueryableByName)]
struct BusyTimeout {
    #[diesel(sql_type = Integer)]
    timeout: i32,
}

impl Patience {
    /// Sets how long the connection waits; `None` where a server decides.
    pub(crate) fn set(
        connection: &mut AnyConnection,
        timeout: Duration,
    ) -> QueryResult<Option<Self>> {
        match connection {
            AnyConnection::Sqlite(connection) => Self::set_sqlite(connection, timeout).map(Some),
            #[allow(unreachable_patterns, reason = "a build may have SQLite alone")]
            _ => Ok(None),
        }
    }

    pub(super) fn set_sqlite(
        connection: &mut SqliteConnection,
        timeout: Duration,
    ) -> QueryResult<Self> {
        let before: BusyTimeout =
            diesel::sql_query("PRAGMA busy_timeout").get_result(connection)?;
        let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
        connection.batch_execute(&format!("PRAGMA busy_timeout = {milliseconds}"))?;
        Ok(Self(before.timeout))
    }

    /// Gives back the time from before.
    pub(crate) fn restore(self, connection: &mut impl SimpleConnection) -> QueryResult<()> {
        connection.batch_execute(&format!("PRAGMA busy_timeout = {}", self.0))
    }
}
