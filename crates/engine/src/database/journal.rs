//! SQLite's journal during a run of several revisions.
//!
//! With a write-ahead log and `synchronous = NORMAL` a commit does not wait for the disk
//! (<https://www.sqlite.org/pragma.html#pragma_synchronous>). The log is written in order, so that the first commit that
//! waits again brings all earlier ones along. A machine that loses power before it loses the newest commits, each of them
//! whole; a process that is killed loses nothing.
//!
//! With a rollback journal each commit waits, or the file could be damaged. There the journal's file is kept from one
//! transaction to the next (`journal_mode = PERSIST`) and not made anew for each, which waits as long, and for less.

use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use moviectl_schema::dialect::Dialect;

use super::connection::AnyConnection;

/// `PRAGMA synchronous = FULL`, as a number.
const FULL: i64 = 2;

/// A change of the journal for one run.
pub(crate) enum Journal {
    /// The commits of a write-ahead log do not wait for the disk.
    Relaxed {
        /// The previous value of `PRAGMA synchronous`.
        synchronous: i64,
    },
    /// The file of a rollback journal is kept.
    Kept,
}

#[derive(QueryableByName)]
struct Settings {
    #[diesel(sql_type = Text)]
    journal_mode: String,
    #[diesel(sql_type = BigInt)]
    synchronous: i64,
}

impl Journal {
    /// Sets the journal for a run; `None` where nothing is to be changed. Commits wait as before with `sync_each`. No
    /// transaction is open.
    pub(crate) fn prepare(
        connection: &mut AnyConnection,
        sync_each: bool,
    ) -> QueryResult<Option<Self>> {
        if connection.dialect() != Dialect::Sqlite {
            return Ok(None);
        }
        let now: Settings = diesel::sql_query(
            "SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous",
        )
        .get_result(connection)?;
        match now.journal_mode.as_str() {
            "wal" if now.synchronous >= FULL && !sync_each => {
                connection.batch_execute("PRAGMA main.synchronous = NORMAL")?;
                Ok(Some(Self::Relaxed {
                    synchronous: now.synchronous,
                }))
            }
            "delete" => {
                connection.batch_execute("PRAGMA main.journal_mode = PERSIST")?;
                Ok(Some(Self::Kept))
            }
            _ => Ok(None),
        }
    }

    /// Has the next commit wait, and with it all those before. No transaction is open.
    pub(crate) fn wait_for_next(&self, connection: &mut AnyConnection) -> QueryResult<()> {
        match self {
            Self::Relaxed { synchronous } => {
                connection.batch_execute(&format!("PRAGMA main.synchronous = {synchronous}"))
            }
            Self::Kept => Ok(()),
        }
    }

    /// Puts the journal back as it was, at the end of a run; one that is not `complete` brings to disk what was committed,
    /// since no further commit does so. It reports nothing: what is committed is so for everybody.
    pub(crate) fn settle(self, connection: &mut AnyConnection, complete: bool) {
        let _ = match self {
            Self::Relaxed { .. } if complete => Ok(()),
            // A checkpoint begins by syncing the log.
            Self::Relaxed { .. } => self
                .wait_for_next(connection)
                .and_then(|()| connection.batch_execute("PRAGMA main.wal_checkpoint(PASSIVE)")),
            Self::Kept => connection.batch_execute("PRAGMA main.journal_mode = DELETE"),
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{ConnectOptions, DatabaseUrl, OpenMode, connect};
    use super::*;

    fn settings(connection: &mut AnyConnection) -> (String, i64) {
        let now: Settings = diesel::sql_query(
            "SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous",
        )
        .get_result(connection)
        .unwrap();
        (now.journal_mode, now.synchronous)
    }

    #[test]
    fn a_journal_is_as_before_when_the_run_is_over() {
        let directory = tempfile::tempdir().unwrap();
        for (mode, synchronous, sync_each, meanwhile) in [
            ("wal", 2, false, ("wal", 1)),
            ("wal", 3, false, ("wal", 1)),
            ("wal", 2, true, ("wal", 2)),
            ("wal", 1, false, ("wal", 1)),
            ("wal", 0, false, ("wal", 0)),
            ("delete", 2, false, ("persist", 2)),
            ("delete", 2, true, ("persist", 2)),
            ("truncate", 3, false, ("truncate", 3)),
        ] {
            let file = directory
                .path()
                .join(format!("{mode}{synchronous}{sync_each}.db"));
            let url = DatabaseUrl::parse(file.to_str().unwrap()).unwrap();
            let mut connection = connect(&url, &ConnectOptions::new(OpenMode::Create)).unwrap();
            connection
                .run(&format!(
                    "PRAGMA journal_mode = {mode}; PRAGMA synchronous = {synchronous}; CREATE TABLE t (a)"
                ))
                .unwrap();
            let journal = Journal::prepare(&mut connection, sync_each).unwrap();
            assert_eq!(
                settings(&mut connection),
                (meanwhile.0.to_owned(), meanwhile.1)
            );
            connection.run("CREATE TABLE u (a)").unwrap();
            if let Some(journal) = journal {
                journal.settle(&mut connection, false);
            }
            assert_eq!(settings(&mut connection), (mode.to_owned(), synchronous));
        }
    }
}
