//! When a commit reaches the disk. A run of many revisions need not wait for each of them: what it has done counts when the
//! last of them is on disk, and a log that is written in order brings those before it along. A machine that loses power
//! in the middle of such a run loses the newest revisions, each of them whole.
//!
//! - PostgreSQL: `synchronous_commit = off` within the transactions before the last
//!   (<https://www.postgresql.org/docs/current/wal-async-commit.html>).
//! - SQLite with a write-ahead log: `synchronous = NORMAL` until the last
//!   (<https://www.sqlite.org/pragma.html#pragma_synchronous>). With a rollback journal each transaction must wait, or the
//!   file could be damaged; there the journal is kept between transactions and not made anew for each
//!   (`journal_mode = PERSIST`), which waits as long, and for less.
//! - MySQL has no such setting of a session.

use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;

use super::connection::AnyConnection;

/// Whether the commits of a run wait for the disk.
#[derive(Debug, Default)]
pub struct Durability {
    deferred: bool,
    /// Something was committed that may not be on disk.
    pending: bool,
    sqlite: Option<SqliteBefore>,
}

/// What a connection to SQLite was set to.
#[derive(Debug, QueryableByName)]
struct SqliteBefore {
    #[diesel(sql_type = Text)]
    journal_mode: String,
    #[diesel(sql_type = BigInt)]
    synchronous: i64,
}

impl Durability {
    /// From now on commits need not wait. No transaction is open.
    ///
    /// # Errors
    /// What the database says.
    pub fn defer(&mut self, connection: &mut AnyConnection) -> QueryResult<()> {
        if let (false, AnyConnection::Sqlite(sqlite)) = (self.deferred, connection) {
            let before = SqliteBefore::read(sqlite)?;
            before.relax(sqlite)?;
            self.sqlite = Some(before);
        }
        self.deferred = true;
        Ok(())
    }

    /// The next commit waits, and with it all those before it. No transaction is open.
    ///
    /// # Errors
    /// What the database says.
    pub fn require(&mut self, connection: &mut AnyConnection) -> QueryResult<()> {
        self.deferred = false;
        match (&self.sqlite, connection) {
            (Some(before), AnyConnection::Sqlite(sqlite)) => before.wait_again(sqlite),
            _ => Ok(()),
        }
    }

    /// Whether commits need not wait.
    pub fn is_deferred(&self) -> bool {
        self.deferred
    }

    /// A transaction was committed.
    pub fn committed(&mut self) {
        self.pending = self.deferred;
    }

    /// The run is over, wherever it ended: what was committed goes to disk, and the connection is as it was before. No
    /// transaction is open.
    ///
    /// It reports nothing: what is committed is so for everybody, and a connection that can't be asked any more is lost.
    pub fn settle(&mut self, connection: &mut AnyConnection) {
        let _ = self.require(connection);
        let pending = std::mem::take(&mut self.pending);
        match connection {
            AnyConnection::Sqlite(sqlite) => {
                if let Some(before) = self.sqlite.take() {
                    before.settle(sqlite, pending);
                }
            }
            // A transaction that has written something, and nothing that anybody sees.
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(postgres) if pending => {
                let _ = postgres.batch_execute(
                    "SELECT pg_catalog.pg_logical_emit_message(true, 'moviectl', '')",
                );
            }
            #[cfg(any(feature = "postgres", feature = "mysql"))]
            _ => {}
        }
    }
}

/// As an expression to be selected, for the transaction of PostgreSQL's that is open.
pub(super) const POSTGRES_DEFERS: &str = "pg_catalog.set_config('synchronous_commit', 'off', true)";

/// `PRAGMA synchronous = FULL`, as a number.
const FULL: i64 = 2;

impl SqliteBefore {
    fn read(connection: &mut SqliteConnection) -> QueryResult<Self> {
        diesel::sql_query(
            "SELECT journal_mode, synchronous \
             FROM pragma_journal_mode, pragma_synchronous",
        )
        .get_result(connection)
    }

    fn relax(&self, connection: &mut SqliteConnection) -> QueryResult<()> {
        match self.journal_mode.as_str() {
            "wal" if self.synchronous >= FULL => {
                connection.batch_execute("PRAGMA main.synchronous = NORMAL")
            }
            "delete" => connection.batch_execute("PRAGMA main.journal_mode = PERSIST"),
            _ => Ok(()),
        }
    }

    fn wait_again(&self, connection: &mut SqliteConnection) -> QueryResult<()> {
        if self.journal_mode != "wal" {
            return Ok(());
        }
        connection.batch_execute(&format!("PRAGMA main.synchronous = {}", self.synchronous))
    }

    fn settle(&self, connection: &mut SqliteConnection, pending: bool) {
        let sql = match self.journal_mode.as_str() {
            // It begins with what is in the log going to disk.
            "wal" if pending && self.synchronous >= FULL => "PRAGMA main.wal_checkpoint(PASSIVE)",
            "delete" => "PRAGMA main.journal_mode = DELETE",
            _ => return,
        };
        let _ = connection.batch_execute(sql);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{ConnectOptions, DatabaseUrl, OpenMode, connect};
    use super::*;

    fn settings(connection: &mut AnyConnection) -> (String, i64) {
        let AnyConnection::Sqlite(sqlite) = connection else {
            return Default::default();
        };
        let now = SqliteBefore::read(sqlite).unwrap();
        (now.journal_mode, now.synchronous)
    }

    #[test]
    fn only_a_log_in_order_is_waited_for_at_the_end_alone() {
        let directory = tempfile::tempdir().unwrap();
        // What is set before; while there is more to come; at the last one.
        for (before, meanwhile, last) in [
            (("wal", 2), ("wal", 1), ("wal", 2)),
            (("wal", 3), ("wal", 1), ("wal", 3)),
            (("wal", 0), ("wal", 0), ("wal", 0)),
            (("delete", 2), ("persist", 2), ("persist", 2)),
            (("truncate", 3), ("truncate", 3), ("truncate", 3)),
        ] {
            let file = directory
                .path()
                .join(format!("{}{}.db", before.0, before.1));
            let url = DatabaseUrl::parse(file.to_str().unwrap()).unwrap();
            let mut connection = connect(&url, &ConnectOptions::new(OpenMode::Create)).unwrap();
            let set = format!(
                "PRAGMA journal_mode = {}; PRAGMA synchronous = {}; CREATE TABLE t (a)",
                before.0, before.1
            );
            connection.run(&set).unwrap();
            let is = |connection: &mut AnyConnection, wanted: (&str, i64)| {
                assert_eq!(settings(connection), (wanted.0.to_owned(), wanted.1));
            };
            let mut durability = Durability::default();
            durability.require(&mut connection).unwrap();
            is(&mut connection, before);
            durability.defer(&mut connection).unwrap();
            durability.defer(&mut connection).unwrap();
            is(&mut connection, meanwhile);
            connection.run("CREATE TABLE u (a)").unwrap();
            durability.committed();
            durability.require(&mut connection).unwrap();
            is(&mut connection, last);
            durability.settle(&mut connection);
            is(&mut connection, before);
        }
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn what_was_not_waited_for_is_on_disk_in_the_end() {
        use diesel::sql_types::Bool;

        #[derive(QueryableByName)]
        struct Flushed {
            #[diesel(sql_type = Bool)]
            flushed: bool,
        }

        let Some(database) = super::super::test_server::OwnDatabase::on_server() else {
            return;
        };
        let mut connection = database.connect();
        let mut durability = Durability::default();
        durability.defer(&mut connection).unwrap();
        connection
            .run(&format!(
                "BEGIN; SELECT {POSTGRES_DEFERS}; CREATE TABLE t (a INTEGER); \
                 CREATE TEMPORARY TABLE ends AS SELECT pg_current_wal_insert_lsn() AS lsn; COMMIT; \
                 SET synchronous_commit = on"
            ))
            .unwrap();
        durability.committed();
        durability.settle(&mut connection);
        let query = "SELECT pg_current_wal_flush_lsn() >= lsn AS flushed FROM ends";
        let AnyConnection::Postgres(postgres) = &mut connection else {
            return;
        };
        let found: Flushed = diesel::sql_query(query).get_result(postgres).unwrap();
        assert!(found.flushed);
    }
}
