//! How to run, and what is told meanwhile.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use crate::database::transaction::Limits;
use crate::database::{AnyConnection, ConnectError, DatabaseError, LockHolder};
use crate::migrations::records::Snapshot;
use crate::migrations::revision::{Direction, Revision};
use moviectl_schema::dialect::Server;

/// Opens one more connection to the database.
pub type Second<'a> = &'a dyn Fn() -> Result<AnyConnection, ConnectError>;

/// Looks at the database for what became of a statement that was cut off.
#[doc(hidden)]
pub type Probe<'a> = &'a dyn Fn(&mut AnyConnection, &str) -> Result<Fate, DatabaseError>;

/// The outcome of a statement whose end was not recorded.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// It was done.
    Done,
    /// It was not, or doing it twice does no harm.
    NotDone,
    /// It left something behind that this statement removes; then it can be run again.
    HalfDone(String),
    /// The database does not tell.
    Unknown,
}

/// How to run.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct RunOptions<'a> {
    /// How long to wait for another process that runs revisions on the same database.
    pub lock_timeout: Duration,
    /// The time limits of each transaction.
    pub limits: Limits,
    /// All revisions in one transaction.
    pub atomic: bool,
    /// Scripts may drop objects that no revision created.
    pub accept_loss: bool,
    /// From which statement on to go on with a revision that is half applied, whatever its records say.
    pub resume_at: Option<usize>,
    /// Each commit waits for the disk; else, on SQLite with a write-ahead log, the last one of the run does, which
    /// brings the others along.
    pub sync_each: bool,
    /// For a revision that runs outside of a transaction: what holds the lock meanwhile, or writes the records.
    pub second: Option<Second<'a>>,
    /// Opens a new connection that replaces the one of the run, after a script whose effect on the session no statement
    /// undoes. Without it, the connection is the application's and keeps its settings, and such a script is refused.
    pub renew: Option<Second<'a>>,
    /// Finds the outcome of a statement that was cut off.
    #[doc(hidden)]
    pub probe: Option<Probe<'a>>,
    /// The server as a probe has found it, if its version does not tell its features.
    #[doc(hidden)]
    pub server: Option<Server>,
    /// The records, if they were read just now: that saves reading them again.
    pub start: Option<&'a Snapshot>,
}

impl Default for RunOptions<'_> {
    /// One minute for the lock, and nothing else.
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(60),
            limits: Limits::default(),
            atomic: false,
            accept_loss: false,
            resume_at: None,
            sync_each: false,
            second: None,
            renew: None,
            probe: None,
            server: None,
            start: None,
        }
    }
}

impl fmt::Debug for RunOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunOptions")
            .field("lock_timeout", &self.lock_timeout)
            .field("limits", &self.limits)
            .field("atomic", &self.atomic)
            .field("accept_loss", &self.accept_loss)
            .field("resume_at", &self.resume_at)
            .field("sync_each", &self.sync_each)
            .field("second", &self.second.is_some())
            .field("renew", &self.renew.is_some())
            .field("probe", &self.probe.is_some())
            .field("server", &self.server)
            .field("start", &self.start)
            .finish()
    }
}

/// The events of a run.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum RunEvent<'a> {
    /// Another process holds the lock: this one, as far as the server tells.
    Waiting(Option<&'a LockHolder>),
    /// A statement that a killed run left on the server is still running.
    WaitingForStatement,
    /// A revision is about to run; the versions are those that it goes from and to.
    Running {
        /// The revision.
        revision: &'a Revision,
        /// Up or down.
        direction: Direction,
    },
    /// The server warned of something in a statement of the revision that ran last.
    Warned {
        /// The script.
        path: &'a Path,
        /// The line of the statement.
        line: usize,
        /// The server's message.
        text: &'a str,
    },
    /// That revision is half done, and goes on with this statement, counted from 1.
    Resuming {
        /// The statement.
        statement: usize,
        /// How many there are.
        statements: usize,
    },
}
