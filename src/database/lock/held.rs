//! The lock for work that no transaction can hold: a second connection stays in one, and does nothing else.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;

use super::{LockError, lock};
use crate::database::AnyConnection;
use crate::dialect::Dialect;

/// The migration lock, for as long as this lives.
pub struct HeldLock {
    connection: AnyConnection,
}

impl HeldLock {
    /// Takes the lock on a connection that is for nothing else.
    ///
    /// # Errors
    /// As [`lock`].
    pub fn take(
        mut connection: AnyConnection,
        timeout: Duration,
        on_wait: &mut dyn FnMut(),
    ) -> Result<Self, LockError> {
        let _ = lock(&mut connection, timeout, on_wait)?;
        if connection.dialect() == Dialect::Postgres {
            // However long the work takes, this one idles meanwhile.
            connection.batch_execute(
                "SET LOCAL idle_in_transaction_session_timeout = 0; \
                 SELECT pg_catalog.set_config('transaction_timeout', '0', true) \
                 WHERE pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL",
            )?;
        }
        Ok(Self { connection })
    }

    /// Whether the lock is still held. A connection that broke has lost it.
    ///
    /// # Errors
    /// [`LockError::Lost`].
    pub fn check(&mut self) -> Result<(), LockError> {
        self.connection
            .batch_execute("SELECT 1")
            .map_err(LockError::Lost)
    }

    /// Lets go of it. A connection that can't be told has let go of it already.
    pub fn release(mut self) {
        let _ = self.connection.batch_execute("COMMIT");
    }
}
