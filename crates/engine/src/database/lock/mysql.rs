//! MySQL's and MariaDB's named lock: it belongs to the session and not to a transaction, which every statement of DDL
//! would end, and the server frees it when the session ends (<https://mariadb.com/kb/en/get_lock/>). A statement that
//! outlives its client belongs to the session still, so that nobody gets the lock before it is over.
//!
//! The name is the server's, not the database's, hence the digest of the database's name in it. Servers before MariaDB
//! 10.0.2 and MySQL 5.7 free a session's lock when it takes another one: whoever runs scripts asks whether it is still
//! theirs.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::mysql::MysqlConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::{LockError, LockHolder, Locked, SESSION_LOCK, poll};

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Nullable<BigInt>)]
    answer: Option<i64>,
}

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    since: Option<String>,
}

/// Takes the lock, and begins a transaction: what is read in it is as it is under the lock.
pub(super) fn lock(
    connection: &mut MysqlConnection,
    timeout: Duration,
    on_wait: &mut dyn FnMut(),
) -> Result<Locked, LockError> {
    let query = format!("SELECT {SESSION_LOCK} AS name");
    let Name { name } = diesel::sql_query(query).get_result(connection)?;
    let taken = poll(timeout, on_wait, &mut || {
        let taken = ask(connection, "SELECT GET_LOCK(?, 0) AS answer", &name)?;
        Ok(taken == Some(1))
    })?;
    let Some(locked) = taken else {
        return Err(LockError::Timeout {
            waited: timeout,
            holder: holder(connection, &name),
        });
    };
    if let Err(error) = connection.batch_execute("START TRANSACTION") {
        release(connection, &name);
        return Err(error.into());
    }
    Ok(Locked {
        name: Some(name),
        ..locked
    })
}

/// Whether the lock is this session's.
pub(super) fn is_held(connection: &mut MysqlConnection, name: &str) -> QueryResult<bool> {
    let query = "SELECT IS_USED_LOCK(?) = CONNECTION_ID() AS answer";
    Ok(ask(connection, query, name)? == Some(1))
}

/// A session that can't free it is over, and its lock with it.
pub(super) fn release(connection: &mut MysqlConnection, name: &str) {
    let _ = ask(connection, "SELECT RELEASE_LOCK(?) AS answer", name);
}

fn ask(connection: &mut MysqlConnection, query: &str, name: &str) -> QueryResult<Option<i64>> {
    diesel::sql_query(query)
        .bind::<Text, _>(name)
        .get_result::<Answer>(connection)
        .map(|row| row.answer)
}

/// Who holds it: without the privilege PROCESS the server tells of one's own sessions only.
fn holder(connection: &mut MysqlConnection, name: &str) -> Option<LockHolder> {
    let query = "SELECT CAST(id AS SIGNED) AS id, NULLIF(host, '') AS address, \
                 DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL time SECOND, '%Y-%m-%d %H:%i:%s') AS since \
                 FROM information_schema.processlist WHERE id = IS_USED_LOCK(?)";
    let row: Option<Holder> = diesel::sql_query(query)
        .bind::<Text, _>(name)
        .get_result(connection)
        .optional()
        .ok()?;
    let row = row?;
    Some(LockHolder {
        pid: i32::try_from(row.id).ok()?,
        application: None,
        address: row.address,
        since: row.since,
    })
}
