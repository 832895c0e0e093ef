//! When a commit of SQLite's reaches the disk. With a write-ahead log and `synchronous = NORMAL` a commit does not wait for it
//! (<https://www.sqlite.org/pragma.html#pragma_synchronous>). The log is written in order, so that the first commit that
//! waits again brings all earlier ones along. A machine that loses power before it loses the newest commits, each of them
//! whole; a process that is killed loses nothing.

use diesel::QueryResult;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::AnyConnection;

/// `PRAGMA synchronous = FULL`, as a number.
const FULL: i64 = 2;

/// A write-ahead log whose commits do not wait for the disk.
pub(crate) struct RelaxedLog {
    /// What `PRAGMA synchronous` was before.
    synchronous: i64,
}

#[derive(QueryableByName)]
struct Settings {
    #[diesel(sql_type = Text)]
    journal_mode: String,
    #[diesel(sql_type = BigInt)]
    synchronous: i64,
}

impl RelaxedLog {
    /// Has commits not wait from now on; `None` on a database that has no such log, or does not wait for it anyway. No
    /// transaction is open.
    pub(crate) fn relax(connection: &mut AnyConnection) -> QueryResult<Option<Self>> {
        if !connection.dialect().capabilities().embedded {
            return Ok(None);
        }
        let now: Settings = diesel::sql_query(
            "SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous",
        )
        .get_result(connection)?;
        if now.journal_mode != "wal" || now.synchronous < FULL {
            return Ok(None);
        }
        connection.batch_execute("PRAGMA main.synchronous = NORMAL")?;
        Ok(Some(Self {
            synchronous: now.synchronous,
        }))
    }

    /// Has the next commit wait, and with it all those before. No transaction is open.
    pub(crate) fn restore(&self, connection: &mut AnyConnection) -> QueryResult<()> {
        connection.batch_execute(&format!("PRAGMA main.synchronous = {}", self.synchronous))
    }

    /// Brings to disk what was committed, where no further commit does so. It reports nothing: what is committed is so
    /// for everybody.
    pub(crate) fn flush(&self, connection: &mut AnyConnection) {
        // A checkpoint begins by syncing the log.
        let _ = self
            .restore(connection)
            .and_then(|()| connection.batch_execute("PRAGMA main.wal_checkpoint(PASSIVE)"));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::{ConnectOptions, DatabaseUrl, OpenMode, connect};
    use super::*;

    fn synchronous(connection: &mut AnyConnection) -> i64 {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = BigInt)]
            synchronous: i64,
        }
        let query = diesel::sql_query("SELECT synchronous FROM pragma_synchronous");
        query.get_result::<Row>(connection).unwrap().synchronous
    }

    #[test]
    fn only_a_log_that_is_waited_for_is_relaxed() {
        let directory = tempfile::tempdir().unwrap();
        for (mode, before, meanwhile) in [
            ("wal", 2, Some(1)),
            ("wal", 3, Some(1)),
            ("wal", 1, None),
            ("wal", 0, None),
            ("delete", 2, None),
        ] {
            let file = directory.path().join(format!("{mode}{before}.db"));
            let url = DatabaseUrl::parse(file.to_str().unwrap()).unwrap();
            let mut connection = connect(&url, &ConnectOptions::new(OpenMode::Create)).unwrap();
            connection
                .run(&format!(
                    "PRAGMA journal_mode = {mode}; PRAGMA synchronous = {before}; CREATE TABLE t (a)"
                ))
                .unwrap();
            let relaxed = RelaxedLog::relax(&mut connection).unwrap();
            assert_eq!(relaxed.is_some(), meanwhile.is_some(), "{mode} {before}");
            assert_eq!(synchronous(&mut connection), meanwhile.unwrap_or(before));
            if let Some(log) = relaxed {
                connection.run("CREATE TABLE u (a)").unwrap();
                log.flush(&mut connection);
            }
            assert_eq!(synchronous(&mut connection), before);
        }
    }
}
