//! Transactions as plain statements: a migration script decides for itself where one ends, so Diesel's bookkeeping of
//! nested transactions would only get out of step.

use std::time::Duration;

use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;

use super::connection::AnyConnection;
use moviectl_schema::dialect::Dialect;

/// Begins a transaction that will write. SQLite takes its write lock here and not in the middle, where it could no
/// longer wait for it; PostgreSQL reads what others have committed, whatever the role's default is.
///
/// # Errors
/// When the database refuses, for example because SQLite's file is locked for longer than the busy timeout.
pub fn begin_write(connection: &mut AnyConnection) -> QueryResult<()> {
    let sql = match connection.dialect() {
        Dialect::Sqlite => "BEGIN IMMEDIATE",
        Dialect::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED",
        Dialect::Mysql => "START TRANSACTION",
    };
    connection.batch_execute(sql)
}

/// Begins a transaction that only looks, and for a moment: a statement that takes long, or waits, fails.
///
/// # Errors
/// When the database refuses.
pub fn begin_glance(connection: &mut AnyConnection) -> QueryResult<()> {
    let sql = match connection.dialect() {
        Dialect::Sqlite => "BEGIN",
        Dialect::Mysql => "START TRANSACTION READ ONLY",
        Dialect::Postgres => {
            "BEGIN READ ONLY; SET LOCAL statement_timeout = '2s'; SET LOCAL lock_timeout = '500ms'"
        }
    };
    connection.batch_execute(sql)
}

/// What a transaction of ours may take, where the server can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
    pub fn expressions(self) -> String {
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

    /// Sets them for the transaction that is open.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn set(self, connection: &mut AnyConnection) -> QueryResult<()> {
        let sql = match connection.dialect() {
            Dialect::Sqlite => None,
            Dialect::Postgres => Some(format!("SELECT {}", self.expressions())),
            Dialect::Mysql => self.of_session(),
        };
        sql.map_or(Ok(()), |sql| connection.batch_execute(&sql))
    }
}

/// Commits.
///
/// # Errors
/// When the database cannot commit, for example because of a deferred constraint.
pub fn commit(connection: &mut AnyConnection) -> QueryResult<()> {
    connection.batch_execute("COMMIT")
}

/// Rolls back. It reports nothing: it is the answer to an error, which is the one to tell of, and a connection that
/// cannot roll back is lost, with its transaction.
pub fn rollback(connection: &mut AnyConnection) {
    let _ = connection.batch_execute("ROLLBACK");
}

/// Runs `work` in a transaction that will write, commits where it succeeds and rolls back where it fails.
///
/// # Errors
/// Those of `work`; else those of beginning and committing.
pub fn write<T, E: From<diesel::result::Error>>(
    connection: &mut AnyConnection,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    begin_write(connection)?;
    let result = work(connection).and_then(|value| {
        commit(connection)?;
        Ok(value)
    });
    if result.is_err() {
        rollback(connection);
    }
    result
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use diesel::result::Error;

    use super::super::{ConnectOptions, DatabaseUrl, connect};
    use super::*;

    fn open() -> AnyConnection {
        let url = DatabaseUrl::parse(":memory:").unwrap();
        connect(&url, &ConnectOptions::default()).unwrap()
    }

    #[test]
    fn work_that_fails_leaves_nothing() {
        let mut connection = open();
        let failed: Result<(), Error> = write(&mut connection, |connection| {
            connection.batch_execute("CREATE TABLE t (id INTEGER)")?;
            connection.batch_execute("CREATE TABLE t (id INTEGER)")
        });
        assert!(failed.unwrap_err().to_string().contains("already exists"));
        let done: Result<(), Error> = write(&mut connection, |connection| {
            connection.batch_execute("CREATE TABLE t (id INTEGER)")
        });
        done.unwrap();
        connection.batch_execute("SELECT id FROM t").unwrap();
    }

    #[test]
    fn a_commit_that_fails_is_rolled_back() {
        let mut connection = open();
        let tables = "CREATE TABLE p (id INTEGER PRIMARY KEY);\
                      CREATE TABLE c (p INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED);";
        connection.batch_execute(tables).unwrap();
        let failed: Result<(), Error> = write(&mut connection, |connection| {
            connection.batch_execute("INSERT INTO c VALUES (1)")
        });
        assert!(failed.is_err());
        begin_write(&mut connection).unwrap();
        commit(&mut connection).unwrap();
    }

    #[test]
    fn rolling_back_nothing_is_quiet() {
        rollback(&mut open());
    }
}
