//! Opening a connection, and saying in plain words why it cannot be opened.

mod error;
#[cfg(feature = "mysql")]
pub(super) mod mysql;
#[cfg(feature = "postgres")]
pub(super) mod postgres;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod scrub;
mod sqlite;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::connection::InstrumentationEvent;

use super::connection::AnyConnection;
use super::interrupt::Running;
use super::url::{DatabaseUrl, Target};

pub use error::{ConnectError, DriverMessage};

/// How long SQLite waits for another writer before it gives up.
pub const DEFAULT_BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

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

/// Opens a database.
///
/// # Errors
/// When it is not there, cannot be reached, or does not let us in.
pub fn connect(url: &DatabaseUrl, options: &ConnectOptions) -> Result<AnyConnection, ConnectError> {
    let deadline = options.wait.map(|wait| Instant::now() + wait);
    let mut pause = FIRST_PAUSE;
    loop {
        let error = match connect_once(url, options, deadline) {
            Ok(mut connection) => {
                echo_to(&mut connection, options.echo.clone());
                return Ok(connection);
            }
            Err(error) => error,
        };
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        match left {
            Some(left) if !left.is_zero() && error.may_pass() => {
                std::thread::sleep(pause.min(left));
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            _ => return Err(error),
        }
    }
}

#[cfg_attr(
    not(any(feature = "postgres", feature = "mysql")),
    allow(unused_variables, reason = "only a server is waited for")
)]
fn connect_once(
    url: &DatabaseUrl,
    options: &ConnectOptions,
    deadline: Option<Instant>,
) -> Result<AnyConnection, ConnectError> {
    match url.target() {
        Target::Sqlite(sqlite) => {
            sqlite::open(sqlite, options.mode, options.busy_timeout).map(AnyConnection::Sqlite)
        }
        #[cfg(feature = "postgres")]
        Target::Postgres(postgres) => postgres::open(postgres, deadline)
            .map_err(|error| postgres::look_closer(url, error))
            .map(AnyConnection::Postgres),
        #[cfg(feature = "mysql")]
        Target::Mysql(mysql) if mysql.database().is_none() => Err(ConnectError::NoDatabase {
            url: url.to_string(),
        }),
        #[cfg(feature = "mysql")]
        Target::Mysql(mysql) => mysql::open(mysql, deadline).map(AnyConnection::Mysql),
        #[cfg(not(feature = "mysql"))]
        Target::Mysql(_) => Err(ConnectError::Unsupported { product: "MySQL" }),
        #[cfg(not(feature = "postgres"))]
        Target::Postgres(_) => Err(ConnectError::Unsupported {
            product: "PostgreSQL",
        }),
    }
}

/// Tells `echo` of the connection's statements from now on.
fn echo_to(connection: &mut AnyConnection, echo: Option<Echo>) {
    use diesel::connection::Connection as _;

    let Some(echo) = echo else { return };
    let mut started = Instant::now();
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
        InstrumentationEvent::StartQuery { query, .. } => {
            Running::here().begins(without_values(&query.to_string()));
            started = Instant::now();
        }
        InstrumentationEvent::FinishQuery { query, .. } => {
            let text = query.to_string();
            echo(without_values(&text), started.elapsed());
        }
        _ => {}
    });
}

/// Diesel writes the bound values behind the SQL. Cutting at the first mark may cut too much, never too little.
fn without_values(text: &str) -> &str {
    text.split_once(" -- binds: ")
        .map_or(text, |(sql, _)| sql)
        .trim()
}

#[cfg(test)]
mod tests;
