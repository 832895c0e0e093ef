//! Errors of the lock.

use std::time::Duration;

use super::holder::LockHolder;
use crate::database::interrupt::Interrupted;

/// Why the lock was not taken. No transaction is open then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Somebody else held it until the end of the timeout.
    #[error("{}", still_held(*.waited, .holder.as_deref()))]
    Timeout {
        /// How long we waited.
        waited: Duration,
        /// The session that holds the lock.
        holder: Option<Box<LockHolder>>,
    },
    /// Another process writes to the SQLite file.
    #[error("database is locked: another process is still writing after {} s", .waited.as_secs_f64().round())]
    Busy {
        /// How long we waited.
        waited: Duration,
    },
    /// The connection that held it is gone, and the lock with it.
    #[error(
        "the connection that held the migration lock was lost, so that another process may be migrating"
    )]
    Lost(#[source] diesel::result::Error),
    /// The session has its lock no more, although it is still there: something that it ran freed it.
    #[error(
        "the migration lock is not this session's any more, so that another process may be migrating: does a script free locks?"
    )]
    Taken,
    /// The database failed.
    #[error("cannot take the migration lock")]
    Database(#[from] diesel::result::Error),
    /// The user gave up waiting.
    #[error("{0}")]
    Interrupted(#[from] Interrupted),
}

fn still_held(waited: Duration, holder: Option<&LockHolder>) -> String {
    let seconds = waited.as_secs_f64().round();
    let holder = holder.map_or_else(String::new, |holder| format!(" ({holder})"));
    format!("another migration of this database is still running after {seconds} s{holder}")
}
