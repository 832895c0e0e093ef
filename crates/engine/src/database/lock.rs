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
use super::interrupt::{self, Interrupted};
use super::transaction::{Limits, begin_write};

pub(crate) use held::HeldLock;

/// PostgreSQL's advisory lock of moviectl: the letters `moviectl` as a number. It is held in the database that is
/// migrated, so databases of one server don't wait for each other.
pub(crate) const LOCK_KEY: i64 = 0x6d6f_7669_6563_746c;

/// The name of the lock of MySQL and MariaDB. Such locks belong to the server, hence the digest of the database's name.
/// It is computed here, since MySQL has no `SHA1()` from 9.6 on, and equals what earlier versions of moviectl had the
/// server compute.
pub(crate) fn session_lock_name(database: &str) -> String {
    use sha1::{Digest as _, Sha1};

    format!("moviectl_{}", hex(&Sha1::digest(database)))
}

/// Bytes as hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// The lock is held, within a transaction that has begun. Its commit or rollback releases it, unless it is the session's,
/// as on MySQL: hence [`Locked::release`] after either.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Locked {
    /// True if another session held the lock first, and so may have changed rows that were read before.
    pub waited: bool,
    session: Option<SessionLock>,
}

impl Locked {
    /// Frees a lock that is the session's; the transaction is over.
    pub(crate) fn release(self, connection: &mut AnyConnection) {
        if let Some(session) = self.session {
            session.release(connection);
        }
    }
}

/// A named lock of MySQL or MariaDB, and the session that took it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SessionLock {
    name: String,
    connection_id: i64,
}

impl SessionLock {
    /// An SQL condition that holds, on any connection, as long as the session has the lock.
    fn condition(&self) -> String {
        // The name is a word and hexadecimal digits.
        format!("IS_USED_LOCK('{}') = {}", self.name, self.connection_id)
    }

    #[cfg_attr(
        not(feature = "mysql"),
        allow(
            unused_variables,
            clippy::unused_self,
            reason = "no other server has such locks"
        )
    )]
    fn check(&self, connection: &mut AnyConnection) -> Result<(), LockError> {
        #[cfg(feature = "mysql")]
        if let AnyConnection::Mysql(mysql) = connection
            && !mysql::is_held(mysql, self).map_err(LockError::Lost)?
        {
            return Err(LockError::Taken);
        }
        Ok(())
    }

    #[cfg_attr(
        not(feature = "mysql"),
        allow(unused_variables, clippy::unused_self, reason = "as above")
    )]
    fn release(&self, connection: &mut AnyConnection) {
        #[cfg(feature = "mysql")]
        if let AnyConnection::Mysql(mysql) = connection {
            mysql::release(mysql, &self.name);
        }
    }
}

/// The session that holds the lock, as far as the server reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockHolder {
    /// The server process.
    pub pid: i32,
    /// The name that the client gave itself.
    pub application: Option<String>,
    /// The address that it connects from; `None` for a local socket.
    pub address: Option<String>,
    /// When its transaction began, in UTC.
    pub since: Option<String>,
    /// State of its session in the server's words, and the statement of the revision that it runs.
    pub doing: Option<String>,
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
        if let Some(since) = &self.since {
            write!(f, ", since {since} UTC")?;
        }
        match &self.doing {
            Some(doing) => write!(f, ": {doing}"),
            None => Ok(()),
        }
    }
}

/// Callback for the moment when the wait begins, with the holder if the server names it.
pub(crate) type OnWait<'a> = &'a mut dyn FnMut(Option<&LockHolder>);

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

impl LockError {
    /// Returns a hint for the user, if there is one.
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

/// Tries until it works; `None` at the end of the timeout, which is always after a try.
fn poll<Connection>(
    connection: &mut Connection,
    timeout: Duration,
    on_wait: &mut dyn FnMut(&mut Connection),
    attempt: &mut dyn FnMut(&mut Connection) -> Result<bool, LockError>,
) -> Result<Option<Locked>, LockError> {
    let deadline = Instant::now() + timeout;
    let mut pause = FIRST_PAUSE;
    let mut waited = false;
    loop {
        if attempt(connection)? {
            return Ok(Some(Locked {
                waited,
                session: None,
            }));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        if !waited {
            waited = true;
            on_wait(connection);
        }
        interrupt::check()?;
        std::thread::sleep(pause.min(left));
        interrupt::check()?;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

#[cfg(test)]
mod tests;
