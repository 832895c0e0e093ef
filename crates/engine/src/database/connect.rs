//! Opening a connection, and saying in plain words why it cannot be opened.

mod echo;
mod error;
#[cfg(feature = "mysql")]
pub(super) mod mysql;
mod options;
#[cfg(feature = "postgres")]
pub(super) mod postgres;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod scrub;
mod sqlite;

use std::time::{Duration, Instant};

use super::connection::AnyConnection;
#[cfg(feature = "mysql")]
use super::mysql::MysqlConnection;
use super::url::{DatabaseUrl, Target};
use echo::echo_to;

pub use error::{ConnectError, DriverMessage};
pub use options::{ConnectOptions, DEFAULT_BUSY_TIMEOUT, Echo, OpenMode};

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

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
            .map_err(|error| postgres::maintenance::look_closer(url, error))
            .map(AnyConnection::Postgres),
        #[cfg(feature = "mysql")]
        Target::Mysql(mysql) if mysql.database().is_none() => Err(ConnectError::NoDatabase {
            url: url.to_string(),
        }),
        #[cfg(feature = "mysql")]
        Target::Mysql(mysql) => MysqlConnection::open(mysql, deadline).map(AnyConnection::Mysql),
        #[cfg(not(feature = "mysql"))]
        Target::Mysql(_) => Err(ConnectError::Unsupported { product: "MySQL" }),
        #[cfg(not(feature = "postgres"))]
        Target::Postgres(_) => Err(ConnectError::Unsupported {
            product: "PostgreSQL",
        }),
    }
}

#[cfg(test)]
mod tests;
