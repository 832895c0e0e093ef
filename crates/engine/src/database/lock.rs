//! The migration lock: of all who want to migrate one database, one does.

mod held;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

use std::fmt;
use std::time::{Duration, Instant};

use super::connection::AnyConnection;
use super::durability::POSTGRES_DEFERS;
use super::interrupt::{self, Interrupted};
use super::transaction::Limits;

pub use held::HeldLock;

/// PostgreSQL's advisory lock of moviectl: the letters `moviectl` as a number. It is held in the database that is
/// migrated, so databases of one server don't wait for each other.
pub const LOCK_KEY: i64 = 0x6d6f_7669_6563_746c;

/// The name of the lock of MySQL and MariaDB, as SQL: it is the server's, and so has the database's in it.
pub const SESSION_LOCK: &str = "CONCAT('moviectl_', SHA1(COALESCE(DATABASE(), '')))";

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// The lock is held, within a transaction that has begun. Its commit or rollback releases it, unless it is the session's
/// ([`moviectl_schema::dialect::Capabilities::session_locks`]): hence [`Locked::release`] after either.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// Whether somebody else held it first, and so may have changed what was read before.
    pub waited: bool,
    /// The name of a lock that is the session's.
    name: Option<String>,
}

impl Locked {
    /// Makes sure that the session has the lock that it took.
    ///
    /// # Errors
    /// [`LockError::Taken`], [`LockError::Lost`].
    #[cfg_attr(
        not(feature = "mysql"),
        allow(
            unused_variables,
            clippy::unused_self,
            reason = "transactions alone hold locks there"
        )
    )]
    fn check(&self, connection: &mut AnyConnection) -> Result<(), LockError> {
        #[cfg(feature = "mysql")]
        if let (Some(name), AnyConnection::Mysql(mysql)) = (&self.name, connection)
            && !mysql::is_held(mysql, name).map_err(LockError::Lost)?
        {
            return Err(LockError::Taken);
        }
        Ok(())
    }

    /// As [`Locked::check`], as an SQL condition of a statement; nothing where a transaction holds the lock.
    fn condition(&self) -> Option<String> {
        // The name is a word and a digest.
        let name = self.name.as_ref()?;
        Some(format!("IS_USED_LOCK('{name}') = CONNECTION_ID()"))
    }

    /// Frees a lock that is the session's; the transaction is over.
    #[cfg_attr(not(feature = "mysql"), allow(unused_variables, reason = "as above"))]
    pub fn release(self, connection: &mut AnyConnection) {
        #[cfg(feature = "mysql")]
        if let (Some(name), AnyConnection::Mysql(mysql)) = (&self.name, connection) {
            mysql::release(mysql, name);
        }
    }
}

/// Who holds the lock, as far as the server tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockHolder {
    /// The server process.
    pub pid: i32,
    /// What the client calls itself.
    pub application: Option<String>,
    /// Where it connects from; nothing for a local socket.
    pub address: Option<String>,
    /// When its transaction began, in UTC.
    pub since: Option<String>,
}

impl fmt::Display for LockHolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.pid)?;
        if let Some(application) = &self.application {
            write!(f, ", {application}")?;
        }
        if let Some(address) = &self.address {
            write!(f, ", from {address}")?;
        }
        match &self.since {
            Some(since) => write!(f, ", since {since} UTC"),
            None => Ok(()),
        }
    }
}

/// Why the lock was not taken. No transaction is open then.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else held it until the end of the timeout.
    #[error("{}", still_held(*.waited, .holder.as_ref()))]
    Timeout {
        /// How long we waited.
        waited: Duration,
        /// Who holds it.
        holder: Option<LockHolder>,
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

impl LockError {
    /// What the user can do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Timeout { .. } | Self::Busy { .. } => Some(
                "wait until it is done, and run this again; `--lock-timeout SECS` waits longer"
                    .to_owned(),
            ),
            Self::Lost(_) | Self::Taken => {
                Some("run this again: it goes on where it stopped".to_owned())
            }
            Self::Database(_) | Self::Interrupted(_) => None,
        }
    }
}

fn still_held(waited: Duration, holder: Option<&LockHolder>) -> String {
    let seconds = waited.as_secs_f64().round();
    let holder = holder.map_or_else(String::new, |holder| format!(" ({holder})"));
    format!("another migration of this database is still running after {seconds} s{holder}")
}

/// Begins a transaction and takes the migration lock in it. `on_wait` is called once, where somebody else holds it.
/// What was read before must be read again, in a statement of its own.
///
/// # Errors
/// When the lock is not free within `timeout`, the database fails, or the user interrupts.
pub fn lock(
    connection: &mut AnyConnection,
    timeout: Duration,
    on_wait: &mut dyn FnMut(),
) -> Result<Locked, LockError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite::lock(sqlite, timeout, on_wait),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(postgres) => postgres::lock(postgres, timeout, on_wait),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(mysql) => mysql::lock(mysql, timeout, on_wait),
    }
}

/// As [`lock`], as SQL for PostgreSQL: with the limits of the transaction, with commits that need not wait where they are
/// `deferred`, and with `then`, a statement that fails where what was read before is not so any more. Where it fails,
/// [`lock`] tells why.
pub fn lock_sql(limits: Limits, deferred: bool, then: &str) -> String {
    let mut settings = limits.expressions();
    if deferred {
        settings = format!("{settings}, {POSTGRES_DEFERS}");
    }
    // A lock that is not free must be an error, or the statements after it would run. The server's log gets the text.
    // Each statement has a snapshot of its own, also in one message: what `then` reads is as it is under the lock. The
    // settings change nothing that is read, and so may stand beside it.
    format!(
        "BEGIN ISOLATION LEVEL READ COMMITTED; \
         SELECT {settings}, CAST(CASE WHEN pg_catalog.pg_try_advisory_xact_lock({LOCK_KEY}) THEN 'true' \
         ELSE 'moviectl: another process is migrating this database' END AS BOOLEAN); {then}"
    )
}

/// Tries until it works; `None` at the end of the timeout, which is always after a try.
fn poll(
    timeout: Duration,
    on_wait: &mut dyn FnMut(),
    attempt: &mut dyn FnMut() -> Result<bool, LockError>,
) -> Result<Option<Locked>, LockError> {
    let deadline = Instant::now() + timeout;
    let mut pause = FIRST_PAUSE;
    let mut waited = false;
    loop {
        if attempt()? {
            return Ok(Some(Locked { waited, name: None }));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        if !waited {
            waited = true;
            on_wait();
        }
        interrupt::check()?;
        std::thread::sleep(pause.min(left));
        interrupt::check()?;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

#[cfg(test)]
mod tests;
