//! Connecting to PostgreSQL, and reading libpq's messages: at that point Diesel has no error code for us.

pub(in crate::database) mod maintenance;

use std::time::Instant;

use diesel::connection::{CacheSize, Connection as _, InstrumentationEvent};
use diesel::pg::PgConnection;
use diesel::result::ConnectionError;

use super::echo::without_values;
use super::error::{ConnectError, DriverMessage, Server};
use super::scrub::{one_line, scrubbed};
use crate::database::interrupt::Running;
use crate::database::url::PostgresUrl;

/// Without it a host that drops packets would keep us for minutes.
const CONNECT_TIMEOUT_SECONDS: u64 = 10;

pub(in crate::database) fn open(
    url: &PostgresUrl,
    deadline: Option<Instant>,
) -> Result<PgConnection, ConnectError> {
    let mut complete = url.with_default("fallback_application_name", "moviectl");
    if std::env::var_os("PGCONNECT_TIMEOUT").is_none() {
        let left = deadline.map_or(CONNECT_TIMEOUT_SECONDS, |deadline| {
            let left = deadline.saturating_duration_since(Instant::now());
            // libpq takes 0 as for ever, and 1 as 2.
            left.as_secs().clamp(2, CONNECT_TIMEOUT_SECONDS)
        });
        complete = complete.with_default("connect_timeout", &left.to_string());
    }
    match PgConnection::establish(&complete.to_secret_string()) {
        Ok(mut connection) => {
            // A pooler hands the next transaction to another server process, which has not prepared our statements.
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
            connection.set_instrumentation(|event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { query, .. } = event {
                    Running::here().begins(without_values(&query.to_string()));
                }
            });
            Ok(connection)
        }
        Err(ConnectionError::BadConnection(message)) => Err(classify(url, &message)),
        Err(error) => Err(classify(url, &error.to_string())),
    }
}

fn classify(url: &PostgresUrl, raw: &str) -> ConnectError {
    let server = Server {
        product: "PostgreSQL",
        address: url.server(),
    };
    let message = DriverMessage(scrubbed(&one_line(raw), &url.secrets()));
    let text = raw.to_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    // The server's errors are looked for first: with several hosts, one message holds the result of each.
    if says(BAD_OPTION) || is_bad_value(&text) {
        ConnectError::BadOption { server, message }
    } else if says(NO_PASSWORD) {
        ConnectError::PasswordMissing { server }
    } else if says(LOGIN_REFUSED) {
        ConnectError::LoginRefused { server, message }
    } else if is_missing(&text, "database") || says(&["no such database"]) {
        let database = url.database().or_else(|| quoted_name(raw));
        let database = database.unwrap_or_else(|| "?".to_owned());
        ConnectError::DatabaseMissing { server, database }
    } else if is_missing(&text, "role") || says(&["no such user"]) {
        ConnectError::RoleMissing { server, message }
    } else if says(TOO_MANY) {
        ConnectError::TooManyConnections { server, message }
    } else if says(NOT_READY) {
        ConnectError::NotReady { server, message }
    } else if says(NOT_ALLOWED) {
        ConnectError::NotAllowed { server, message }
    } else if says(UNKNOWN_HOST) {
        ConnectError::UnknownHost { server, message }
    } else if says(TLS) {
        ConnectError::Tls { server, message }
    } else if says(UNREACHABLE) {
        ConnectError::Unreachable { server, message }
    } else {
        ConnectError::Server { server, message }
    }
}

const BAD_OPTION: &[&str] = &["invalid uri query parameter", "invalid connection option"];
const NO_PASSWORD: &[&str] = &["no password supplied", "password is empty"];
const LOGIN_REFUSED: &[&str] = &[
    "authentication failed",
    "wrong password",
    "login rejected",
    "sasl authentication failed",
];
const TOO_MANY: &[&str] = &[
    "too many connections",
    "too many clients",
    "remaining connection slots are reserved",
    "no more connections allowed",
];
const NOT_READY: &[&str] = &[
    "the database system is",
    "not yet accepting connections",
    "terminating connection due to administrator command",
    // PgBouncer's.
    "server login has been failing",
    "query_wait_timeout",
];
const NOT_ALLOWED: &[&str] = &[
    "pg_hba.conf",
    "permission denied for database",
    "is not permitted to log in",
    "is not currently accepting connections",
];
const UNKNOWN_HOST: &[&str] = &["could not translate host name", "name or service not known"];
const TLS: &[&str] = &["ssl", "tls", "certificate", "gssapi encryption"];
const UNREACHABLE: &[&str] = &[
    "connection refused",
    "timeout expired",
    "timed out",
    "no such file or directory",
    "network is unreachable",
    "no route to host",
    "host is unreachable",
    "connection reset",
    "server closed the connection unexpectedly",
    "broken pipe",
];

/// `FATAL:  database "x" does not exist`, in a line of its own, whatever else does not exist.
fn is_missing(text: &str, what: &str) -> bool {
    let begin = format!("{what} \"");
    text.lines()
        .any(|line| line.contains(&begin) && line.contains("\" does not exist"))
}

/// `invalid sslmode value: "x"`, before any server was asked.
fn is_bad_value(text: &str) -> bool {
    text.starts_with("invalid ") && text.contains(" value: \"")
}

fn quoted_name(message: &str) -> Option<String> {
    let (_, after) = message.split_once("database \"")?;
    let (name, _) = after.split_once("\" does not exist")?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests;
