//! MySQL's and MariaDB's named lock: it belongs to the session and not to a transaction, which every statement of DDL
//! would end, and the server frees it when the session ends (<https://mariadb.com/kb/en/get_lock/>). A statement that
//! outlives its client belongs to the session still, so that nobody gets the lock before it is over.
//!
//! Servers before MariaDB 10.0.2 and MySQL 5.7 free a session's lock when it takes another one: whoever runs scripts asks
//! whether it is still theirs.

use std::time::Duration;

use crate::database::MysqlConnection;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::error::LockError;
use super::holder::{LockHolder, OnWait};
use super::locked::Locked;
use super::name::session_lock_name;
use super::poll::poll;
use super::session::SessionLock;
use super::session::mysql::{ask, release};
use crate::database::transaction::{Limits, limit_session};

#[derive(QueryableByName)]
struct Session {
    #[diesel(sql_type = Nullable<Text>)]
    database: Option<String>,
    #[diesel(sql_type = BigInt)]
    connection_id: i64,
}

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    since: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    state: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    statement: Option<String>,
}

/// Takes the lock, limits the session, and begins a transaction: what is read in it is as it is under the lock.
pub(super) fn lock(
    connection: &mut MysqlConnection,
    limits: Limits,
    timeout: Duration,
    on_wait: OnWait<'_>,
) -> Result<Locked, LockError> {
    let (waited, session) = take(connection, timeout, on_wait)?;
    let begun = limit_session(connection, limits)
        .and_then(|()| connection.batch_execute("START TRANSACTION"));
    if let Err(error) = begun {
        release(connection, &session.name);
        return Err(error.into());
    }
    Ok(Locked {
        waited,
        session: Some(session),
    })
}

/// Takes the lock, and tells whether somebody else held it first.
pub(super) fn take(
    connection: &mut MysqlConnection,
    timeout: Duration,
    on_wait: OnWait<'_>,
) -> Result<(bool, SessionLock), LockError> {
    let query = "SELECT DATABASE() AS `database`, CAST(CONNECTION_ID() AS SIGNED) AS connection_id";
    let session: Session = diesel::sql_query(query).get_result(connection)?;
    let session = SessionLock {
        name: session_lock_name(&session.database.unwrap_or_default()),
        connection_id: session.connection_id,
    };
    let taken = poll(
        connection,
        timeout,
        &mut |connection| on_wait(holder(connection, &session.name).as_ref()),
        &mut |connection| {
            let taken = ask(connection, "SELECT GET_LOCK(?, 0) AS answer", &session.name)?;
            Ok(taken == Some(1))
        },
    )?;
    match taken {
        Some(locked) => Ok((locked.waited, session)),
        None => Err(LockError::Timeout {
            waited: timeout,
            holder: holder(connection, &session.name).map(Box::new),
        }),
    }
}

/// Returns the session that holds the lock. Without the privilege PROCESS, the server shows only the sessions of the
/// same user.
///
/// MySQL does not notice that a client is gone while its statement waits for another session. So the holder may be the
/// session of a killed run. The session that it waits for is then the one to look for.
fn holder(connection: &mut MysqlConnection, name: &str) -> Option<LockHolder> {
    let query = "SELECT CAST(id AS SIGNED) AS id, NULLIF(host, '') AS address, \
                 DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL time SECOND, '%Y-%m-%d %H:%i:%s') AS since, \
                 NULLIF(state, '') AS state, info AS statement \
                 FROM information_schema.processlist WHERE id = IS_USED_LOCK(?)";
    let row: Option<Holder> = diesel::sql_query(query)
        .bind::<Text, _>(name)
        .get_result(connection)
        .optional()
        .ok()?;
    let row = row?;
    let state = row.state.filter(|state| state.starts_with("Waiting for "));
    let statement = row.statement.as_deref().and_then(revision_of);
    Some(LockHolder {
        pid: i32::try_from(row.id).ok()?,
        application: None,
        address: row.address,
        since: row.since,
        doing: state.map(|state| match statement {
            Some(statement) => format!("{state}, in {statement}"),
            None => state,
        }),
    })
}

/// The revision and the statement's number in the mark that a statement has: `/* moviectl 20260101 up.sql 2 */ ALTER …`.
/// Nothing else of a statement is told, since it may have secrets.
fn revision_of(statement: &str) -> Option<String> {
    let (mark, _) = statement.strip_prefix("/* moviectl ")?.split_once(" */")?;
    let parts: Vec<&str> = mark.split(' ').collect();
    let [version, script, number] = parts.as_slice() else {
        return None;
    };
    Some(format!(
        "statement {number} of {script} of revision {version}"
    ))
}
