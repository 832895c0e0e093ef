//! How to connect.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How long SQLite waits for another writer before it gives up.
pub const DEFAULT_BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Told of each statement that was run: its SQL, without the values, and how long it took.
pub type Echo = Arc<dyn Fn(&str, Duration) + Send + Sync>;

/// The access of a connection to a database file. A server decides that by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum OpenMode {
    /// The connection changes nothing.
    #[default]
    ReadOnly,
    /// The database must exist.
    ReadWrite,
    /// The database file is made if there is none.
    Create,
}

/// How to connect.
#[derive(Clone)]
#[non_exhaustive]
pub struct ConnectOptions {
    /// The access to a database file.
    pub mode: OpenMode,
    /// How long to try again while a server can't be reached or is starting.
    pub wait: Option<Duration>,
    /// How long SQLite waits for another writer.
    pub busy_timeout: Duration,
    /// Told of each statement.
    pub echo: Option<Echo>,
}

impl ConnectOptions {
    /// Options with a mode, and the defaults for the rest.
    pub fn new(mode: OpenMode) -> Self {
        Self {
            mode,
            ..Self::default()
        }
    }
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self {
            mode: OpenMode::default(),
            wait: None,
            busy_timeout: DEFAULT_BUSY_TIMEOUT,
            echo: None,
        }
    }
}

impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("mode", &self.mode)
            .field("wait", &self.wait)
            .field("busy_timeout", &self.busy_timeout)
            .field("echo", &self.echo.is_some())
            .finish()
    }
}
