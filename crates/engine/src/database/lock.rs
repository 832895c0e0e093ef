//! The migration lock: of all who want to migrate one database, one does.

mod error;
mod held;
mod holder;
mod locked;
#[cfg(feature = "mysql")]
mod mysql;
mod name;
mod poll;
#[cfg(feature = "postgres")]
mod postgres;
mod session;
mod sqlite;

use std::time::Duration;

use super::connection::AnyConnection;
use super::transaction::{Limits, begin_write};
use holder::OnWait;

pub use error::LockError;
pub(crate) use held::HeldLock;
pub use holder::LockHolder;
pub(crate) use locked::Locked;
#[cfg(feature = "mysql")]
pub(super) use name::hex;
pub(crate) use name::{LOCK_KEY, session_lock_name};

/// Begins a transaction, limits it, and takes the migration lock in it. `on_wait` is called once if another session
/// holds the lock. Rows that were read before must be read again, in a separate statement.
///
/// # Errors
/// When the lock is not free within `timeout`, the database fails, or the user interrupts.
pub(crate) fn lock(
    connection: &mut AnyConnection,
    limits: Limits,
    timeout: Duration,
    on_wait: OnWait<'_>,
) -> Result<Locked, LockError> {
    #[cfg(not(any(feature = "postgres", feature = "mysql")))]
    let _ = limits;
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite::lock(sqlite, timeout, on_wait),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(postgres) => postgres::lock(postgres, limits, timeout, on_wait),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(mysql) => mysql::lock(mysql, limits, timeout, on_wait),
    }
}

/// As [`lock`] on a server whose locks keep nobody out: a transaction with its limits, and no lock.
///
/// # Errors
/// The database's error.
pub(crate) fn begin_without_lock(
    connection: &mut AnyConnection,
    limits: Limits,
) -> Result<Locked, LockError> {
    begin_write(connection)?;
    limits.set(connection)?;
    Ok(Locked {
        waited: false,
        session: None,
    })
}

#[cfg(test)]
mod tests;
