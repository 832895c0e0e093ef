//! SQLite's write lock is the migration lock: one file, one writer.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::sqlite::SqliteConnection;

use super::error::LockError;
use super::holder::OnWait;
use super::locked::Locked;
use super::poll::poll;
use crate::database::Patience;

pub(super) fn lock(
    connection: &mut SqliteConnection,
    timeout: Duration,
    on_wait: OnWait<'_>,
) -> Result<Locked, LockError> {
    // Our own polling tells that it waits, and can be interrupted; SQLite's can't.
    let patience = Patience::set_sqlite(connection, Duration::ZERO)?;
    let result = poll(connection, timeout, &mut |_| on_wait(None), &mut begin);
    let restored = patience.restore(connection);
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
