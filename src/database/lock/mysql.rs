//! MySQL's and MariaDB's named lock (GET_LOCK), which the server frees when the session ends.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::mysql::MysqlConnection;

use super::{LockError, Locked, poll};

pub(super) fn lock(
    connection: &mut MysqlConnection,
    timeout: Duration,
    on_wait: &mut dyn FnMut(),
) -> Result<Locked, LockError> {
    let locked = poll(timeout, on_wait, &mut || {
        connection.batch_execute("START TRANSACTION")?;
        Ok(true)
    })?;
    locked.ok_or(LockError::Timeout {
        waited: timeout,
        holder: None,
    })
}
