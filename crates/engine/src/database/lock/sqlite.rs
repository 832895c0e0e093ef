//! SQLite's write lock is the migration lock: one file, one writer.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel::sqlite::SqliteConnection;

use super::error::LockError;
use super::holder::OnWait;
use super::locked::Locked;
use super::poll::poll;

#[derive(QueryableByName)]
struct BusyTimeout {
    #[diesel(sql_type = Integer)]
    timeout: i32,
}

pub(super) fn lock(
    connection: &mut SqliteConnection,
    timeout: Duration,
    on_wait: OnWait<'_>,
) -> Result<Locked, LockError> {
    let busy: BusyTimeout = diesel::sql_query("PRAGMA busy_timeout").get_result(connection)?;
    // Our own polling tells that it waits, and can be interrupted; SQLite's can't.
    connection.batch_execute("PRAGMA busy_timeout = 0")?;
    let result = poll(connection, timeout, &mut |_| on_wait(None), &mut begin);
    let restored = connection.batch_execute(&format!("PRAGMA busy_timeout = {}", busy.timeout));
    let locked = result?.ok_or(LockError::Busy { waited: timeout })?;
    if let Err(error) = restored {
        let _ = connection.batch_execute("ROLLBACK");
        return Err(error.into());
    }
    Ok(locked)
}

fn begin(connection: &mut SqliteConnection) -> Result<bool, LockError> {
    match connection.batch_execute("BEGIN IMMEDIATE") {
        Ok(()) => Ok(true),
        // Diesel passes on SQLite's text and not its code; the text is never translated.
        Err(error) if error.to_string().contains("is locked") => Ok(false),
        Err(error) => Err(error.into()),
    }
}
