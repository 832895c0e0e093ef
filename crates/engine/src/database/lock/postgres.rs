//! PostgreSQL's advisory lock, taken without ever blocking inside a statement: a blocked one holds a snapshot, which
//! stalls CREATE INDEX CONCURRENTLY of the very migration that it waits for.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text};

use super::error::LockError;
use super::holder::{LockHolder, OnWait};
use super::locked::Locked;
use super::name::LOCK_KEY;
use super::poll::poll;
use crate::database::transaction::{Limits, not_begun};

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = Bool)]
    taken: bool,
}

#[derive(QueryableByName)]
struct Holder {
    #[diesel(sql_type = Integer)]
    pid: i32,
    #[diesel(sql_type = Nullable<Text>)]
    application: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    address: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    since: Option<String>,
}

pub(super) fn lock(
    connection: &mut PgConnection,
    limits: Limits,
    timeout: Duration,
    on_wait: OnWait<'_>,
) -> Result<Locked, LockError> {
    let taken = poll(
        connection,
        timeout,
        &mut |connection| on_wait(holder(connection).as_ref()),
        &mut |connection| try_lock(connection, limits),
    )?;
    match taken {
        Some(locked) => Ok(locked),
        None => Err(LockError::Timeout {
            waited: timeout,
            holder: holder(connection).map(Box::new),
        }),
    }
}

fn try_lock(connection: &mut PgConnection, limits: Limits) -> Result<bool, LockError> {
    connection
        .batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        .map_err(not_begun)?;
    // The records are not read beside it: they would be older than the lock.
    let query = format!(
        "SELECT pg_catalog.pg_try_advisory_xact_lock($1) AS taken, {}",
        limits.expressions()
    );
    let taken = diesel::sql_query(query)
        .bind::<BigInt, _>(LOCK_KEY)
        .get_result::<Taken>(connection);
    match taken {
        Ok(Taken { taken: true }) => Ok(true),
        Ok(Taken { taken: false }) => {
            connection.batch_execute("ROLLBACK")?;
            Ok(false)
        }
        Err(error) => {
            let _ = connection.batch_execute("ROLLBACK");
            Err(error.into())
        }
    }
}

/// Returns the session that holds the lock; `None` if it was released meanwhile, or the server does not report it.
fn holder(connection: &mut PgConnection) -> Option<LockHolder> {
    let query = "SELECT l.pid, NULLIF(a.application_name, '') AS application, host(a.client_addr) AS address, \
                 to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since \
                 FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
                 WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
                 AND (l.classid::bigint << 32) + l.objid::bigint = $1 \
                 AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) \
                 ORDER BY l.pid LIMIT 1";
    let row: Option<Holder> = diesel::sql_query(query)
        .bind::<BigInt, _>(LOCK_KEY)
        .get_result(connection)
        .optional()
        .ok()?;
    row.map(|row| LockHolder {
        pid: row.pid,
        application: row.application,
        address: row.address,
        since: row.since,
        doing: None,
    })
}
