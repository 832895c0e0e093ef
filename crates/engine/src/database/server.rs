//! The server that a connection is to: its product, its version, what it can do.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connect::ConnectError;
use super::connection::AnyConnection;
use super::lock::{LockError, lock};
use super::transaction::{Limits, begin_write, rollback};
use moviectl_schema::dialect::{Dialect, Server};

/// For tests: what the server answers instead of its own version.
const FAKE_VERSION: &str = "MOVIECTL_TEST_VERSION";

/// For tests: capabilities that the server does not have, with commas between them
/// ([`moviectl_schema::dialect::Capabilities`] has their names).
const WITHOUT: &str = "MOVIECTL_TEST_WITHOUT";

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Returns the SQL expression for the server's version.
pub(crate) fn version_expression(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "version()",
        Dialect::Mysql => "VERSION()",
        _ => "sqlite_version()",
    }
}

/// The server that answers `text` where it is asked for its version. All that is known of a server comes from here.
pub(crate) fn server_of(dialect: Dialect, text: &str) -> Server {
    let fake = std::env::var(FAKE_VERSION).ok();
    switched_off(Server::from_text(dialect, fake.as_deref().unwrap_or(text)))
}

fn switched_off(server: Server) -> Server {
    let without = std::env::var(WITHOUT).unwrap_or_default();
    without
        .split(',')
        .fold(server, |server, name| server.without(name.trim()))
}

/// A table that exists for a moment, and only where a server does not take it back.
const PROBE_TABLE: &str = "__moviectl_probe";

/// The server with the capabilities that it turns out to have: whether a rollback takes DDL back, and whether a lock that
/// one session holds is refused to another. Writes into the database, where the former is not so.
///
/// # Errors
/// [`ConnectError`] where there is no second connection.
pub(crate) fn probed(
    server: Server,
    connection: &mut AnyConnection,
    second: &dyn Fn() -> Result<AnyConnection, ConnectError>,
) -> Result<Server, ConnectError> {
    let mut probed = server;
    if !server.dialect().features().ddl_commits && takes_ddl_back(connection) {
        probed = probed.with("transactional_ddl");
    }
    if !excludes(connection, &mut second()?) {
        probed = probed.without("migration_lock");
    }
    Ok(switched_off(probed))
}

fn takes_ddl_back(connection: &mut AnyConnection) -> bool {
    let made = begin_write(connection)
        .and_then(|()| connection.run(&format!("CREATE TABLE {PROBE_TABLE} (a INTEGER)")));
    rollback(connection);
    // If the rollback kept the table, this statement drops it.
    made.is_ok()
        && connection
            .run(&format!("DROP TABLE {PROBE_TABLE}"))
            .is_err()
}

/// Returns whether another session is refused the migration lock while one holds it.
fn excludes(connection: &mut AnyConnection, second: &mut AnyConnection) -> bool {
    let take = |connection: &mut AnyConnection| {
        lock(connection, Limits::default(), Duration::ZERO, &mut |_| {})
    };
    let held = match take(connection) {
        Ok(held) => held,
        // Somebody holds it, and it was refused to us.
        Err(LockError::Timeout { .. }) => return true,
        Err(_) => return false,
    };
    let also = take(second);
    let refused = matches!(also, Err(LockError::Timeout { .. }));
    if let Ok(also) = also {
        rollback(second);
        also.release(second);
    }
    rollback(connection);
    held.release(connection);
    refused
}

/// Asks a server for its product and version. A caller that sends another query to the server anyway asks in that
/// query.
///
/// # Errors
/// The database's error.
pub fn server(connection: &mut AnyConnection) -> QueryResult<Server> {
    let dialect = connection.dialect();
    let query = format!("SELECT {} AS version", version_expression(dialect));
    let answer: Answer = diesel::sql_query(query).get_result(connection)?;
    Ok(server_of(dialect, &answer.version))
}
