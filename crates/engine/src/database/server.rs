//! The server that a connection is to: its product, its version, what it can do.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::AnyConnection;
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

/// What a query selects to tell the server's version, on any server that speaks the dialect.
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
    let server = Server::from_text(dialect, fake.as_deref().unwrap_or(text));
    let without = std::env::var(WITHOUT).unwrap_or_default();
    without
        .split(',')
        .fold(server, |server, name| server.without(name.trim()))
}

/// Asks a server what it is. Where another query goes to the server anyway, that one asks.
///
/// # Errors
/// What the database says.
pub fn server(connection: &mut AnyConnection) -> QueryResult<Server> {
    let dialect = connection.dialect();
    let query = format!("SELECT {} AS version", version_expression(dialect));
    let answer: Answer = diesel::sql_query(query).get_result(connection)?;
    Ok(server_of(dialect, &answer.version))
}
