//! Transactions as plain statements: a migration script decides for itself where one ends, so Diesel's bookkeeping of
//! nested transactions would only get out of step.

use std::time::Duration;

use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;

use super::connection::AnyConnection;

/// Begins a transaction that will write. SQLite takes its write lock here and not in the middle, where it could no
/// longer wait for it; PostgreSQL reads what others have committed, whatever the role's default is.
///
/// # Errors
/// When the database refuses, for example because SQLite's file is locked for longer than the busy timeout.
pub(crate) fn begin_write(connection: &mut AnyConnection) -> QueryResult<()> {
    let sql = match connection {
        AnyConnection::Sqlite(_) => "BEGIN IMMEDIATE",
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => "BEGIN ISOLATION LEVEL READ COMMITTED",
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => "START TRANSACTION",
    };
    connection.batch_execute(sql).map_err(not_begun)
}

/// A failure to begin a transaction in better words: PgBouncer closes the connection of a client that begins one where it
/// pools statements, and its reason does not arrive.
pub(crate) fn not_begun(error: diesel::result::Error) -> diesel::result::Error {
    use diesel::result::{DatabaseErrorKind, Error};

    if !error.to_string().contains("server closed the connection") {
        return error;
    }
    let message = "the connection was closed when a transaction began: \
                   a pooler that pools statements (pool_mode = statement) allows none";
    Error::DatabaseError(
        DatabaseErrorKind::ClosedConnection,
        Box::new(message.to_owned()),
    )
}

/// Begins a transaction that only looks, and for a moment: a statement that takes long, or waits, fails.
///
/// # Errors
/// When the database refuses.
pub(crate) fn begin_glance(connection: &mut AnyConnection) -> QueryResult<()> {
    let sql = match connection {
        AnyConnection::Sqlite(_) => "BEGIN",
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => "START TRANSACTION READ ONLY",
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => {
            "BEGIN READ ONLY; SET LOCAL statement_timeout = '2s'; SET LOCAL lock_timeout = '500ms'"
        }
    };
    connection.batch_execute(sql).map_err(not_begun)
}

/// The time limits of a transaction that moviectl opens, on servers that support them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Limits {
    /// How long a statement may wait for a lock (`lock_timeout`).
    pub lock: Option<Duration>,
    /// How long a statement may take (`statement_timeout`).
    pub statement: Option<Duration>,
}

impl Limits {
    /// Expressions that set the limits for the transaction that is open, to be selected, where a server has such. A server
    /// that can is also told to look every second whether we are still there, so that the lock of a client that was
    /// killed in the middle of a long statement is soon free.
    #[cfg(feature = "postgres")]
    pub(crate) fn expressions(self) -> String {
        let mut list =
            "CASE WHEN pg_catalog.current_setting('client_connection_check_interval', true) = '0' \
             AND pg_catalog.version() LIKE '%linux%' \
             THEN pg_catalog.set_config('client_connection_check_interval', '1s', true) END"
                .to_owned();
        for (name, limit) in [
            ("lock_timeout", self.lock),
            ("statement_timeout", self.statement),
        ] {
            if let Some(limit) = limit {
                // The server takes 0 as for ever.
                let milliseconds = limit.as_millis().clamp(1, i32::MAX as u128);
                list.push_str(&format!(
                    ", pg_catalog.set_config('{name}', '{milliseconds}', true)"
                ));
            }
        }
        list
    }

    /// For the session, since MySQL has no such settings of a transaction. Locks of tables and of rows have limits of
    /// their own, in whole seconds. MySQL knows no limit for statements that write; it passes over the comment that
    /// MariaDB reads.
    #[cfg(feature = "mysql")]
    fn of_session(self) -> Option<String> {
        let mut settings = Vec::new();
        if let Some(limit) = self.lock {
            let seconds = limit.as_secs().clamp(1, 31_536_000);
            settings.push(format!(
                "SET SESSION lock_wait_timeout = {seconds}, innodb_lock_wait_timeout = {seconds}"
            ));
        }
        if let Some(limit) = self.statement {
            let seconds = limit.as_secs_f64().clamp(0.001, 31_536_000.0);
            settings.push(format!(
                "/*M! SET SESSION max_statement_time = {seconds} */"
            ));
        }
        (!settings.is_empty()).then(|| settings.join("; "))
    }

    /// Sets them for the transaction that is open; on MySQL for the session.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) fn set(self, connection: &mut AnyConnection) -> QueryResult<()> {
        let sql: Option<String> = match connection {
            AnyConnection::Sqlite(_) => None,
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(_) => Some(format!("SELECT {}", self.expressions())),
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(_) => self.of_session(),
        };
        sql.map_or(Ok(()), |sql| connection.batch_execute(&sql))
    }
}

/// Sets limits for a session of MySQL.
#[cfg(feature = "mysql")]
pub(super) fn limit_session(
    connection: &mut crate::database::MysqlConnection,
    limits: Limits,
) -> QueryResult<()> {
    limits
        .of_session()
        .map_or(Ok(()), |sql| connection.batch_execute(&sql))
}

/// Commits.
///
/// # Errors
/// When the database cannot commit, for example because of a deferred constraint.
pub(crate) fn commit(connection: &mut AnyConnection) -> QueryResult<()> {
    connection.batch_execute("COMMIT")
}

/// Rolls back. It reports nothing: it is the answer to an error, which is the one to tell of, and a connection that
/// cannot roll back is lost, with its transaction.
pub fn rollback(connection: &mut AnyConnection) {
    let _ = connection.batch_execute("ROLLBACK");
}

/// Rolls back, and returns whether the connection is lost. If it is, the outcome of a COMMIT that failed is unknown. A
/// cancellation that a signal caused may come late and hit the first ROLLBACK.
pub(crate) fn is_lost(connection: &mut AnyConnection) -> bool {
    (0..2).all(|_| connection.batch_execute("ROLLBACK").is_err())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{ConnectOptions, DatabaseUrl, connect};
    use super::*;

    fn open() -> AnyConnection {
        let url = DatabaseUrl::parse(":memory:").unwrap();
        connect(&url, &ConnectOptions::default()).unwrap()
    }

    #[test]
    fn rolling_back_nothing_is_quiet() {
        rollback(&mut open());
    }
}
