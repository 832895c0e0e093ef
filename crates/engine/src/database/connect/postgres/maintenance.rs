//! Connections to the databases that every PostgreSQL server has, which tell what other databases there are.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::database::connect::error::ConnectError;
use crate::database::url::{DatabaseUrl, Target};

/// Databases that a server has before anybody makes one.
const MAINTENANCE: [&str; 2] = ["postgres", "template1"];

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    answer: bool,
}

/// A server that speaks another language says "does not exist" in words that we don't know: ask it for the name then.
pub(in crate::database) fn look_closer(url: &DatabaseUrl, error: ConnectError) -> ConnectError {
    let ConnectError::Server { server, message } = error else {
        return error;
    };
    let is_fatal = message.0.contains("failed: ") && message.0.contains("FATAL");
    match url.database_name() {
        Some(database)
            if (is_fatal || !message.0.is_ascii()) && without(url, &database).is_some() =>
        {
            ConnectError::DatabaseMissing { server, database }
        }
        _ => ConnectError::Server { server, message },
    }
}

/// A connection to the same server, where that is known to have no database of the name. It is another database that is
/// asked: PgBouncer keeps one closed for a while to which nobody could connect (`server_login_retry`), although it is made
/// meanwhile.
pub(in crate::database) fn without(url: &DatabaseUrl, name: &str) -> Option<PgConnection> {
    let mut connection = maintenance(url).ok()?;
    let there = has(&mut connection, name).ok()?;
    (!there).then_some(connection)
}

/// A connection to the same server, to a database other than the URL's own.
pub(in crate::database) fn maintenance(url: &DatabaseUrl) -> Result<PgConnection, ConnectError> {
    let own = url.database_name();
    first_of(url, |name| own.as_deref() != Some(name))
}

/// A connection to the same server, to any database. `template1` comes last: while somebody is connected to it, nobody
/// can make a database after it.
pub(in crate::database) fn beside(url: &DatabaseUrl) -> Result<PgConnection, ConnectError> {
    first_of(url, |_| true)
}

fn first_of(url: &DatabaseUrl, suits: impl Fn(&str) -> bool) -> Result<PgConnection, ConnectError> {
    let mut first_error = None;
    for name in MAINTENANCE.into_iter().filter(|name| suits(name)) {
        match open(&url.with_database(name)) {
            Ok(connection) => return Ok(connection),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(match first_error {
        Some(ConnectError::DatabaseMissing { server, .. }) => {
            ConnectError::NoMaintenance { server }
        }
        Some(error) => error,
        None => ConnectError::Unsupported {
            product: "PostgreSQL",
        },
    })
}

/// One attempt, without a second look at the error.
pub(in crate::database) fn open(url: &DatabaseUrl) -> Result<PgConnection, ConnectError> {
    match url.target() {
        Target::Postgres(target) => super::open(target, None),
        Target::Sqlite(_) | Target::Mysql(_) => Err(ConnectError::Unsupported {
            product: "PostgreSQL",
        }),
    }
}

pub(in crate::database) fn has(connection: &mut PgConnection, name: &str) -> QueryResult<bool> {
    let query = "SELECT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = $1) AS answer";
    diesel::sql_query(query)
        .bind::<Text, _>(name)
        .get_result::<Answer>(connection)
        .map(|row| row.answer)
}
