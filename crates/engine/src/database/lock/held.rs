//! The lock for work that no transaction can hold. Where a transaction holds the lock, a second connection stays in one,
//! and does nothing else; where a session does, the one that works holds it.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;

use super::{LockError, Locked, lock};
use crate::database::AnyConnection;
use moviectl_schema::dialect::Dialect;

/// The migration lock, held until it is released, or until the session that holds it ends.
pub struct HeldLock {
    /// The connection that does nothing else.
    second: Option<AnyConnection>,
    locked: Locked,
}

impl HeldLock {
    /// Takes the lock on a connection that is used for nothing else, and is not given back by a pooler meanwhile, because
    /// its transaction stays open.
    ///
    /// # Errors
    ///
    /// As [`lock`].
    pub fn take(
        mut second: AnyConnection,
        timeout: Duration,
        on_wait: &mut dyn FnMut(),
    ) -> Result<Self, LockError> {
        let locked = lock(&mut second, timeout, on_wait)?;
        if second.dialect() == Dialect::Postgres {
            // However long the work takes, this one idles meanwhile.
            second.batch_execute(
                "SET LOCAL idle_in_transaction_session_timeout = 0; \
                 SELECT pg_catalog.set_config('transaction_timeout', '0', true) \
                 WHERE pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL",
            )?;
        }
        Ok(Self {
            second: Some(second),
            locked,
        })
    }

    /// Takes a lock that is the session's ([`moviectl_schema::dialect::Capabilities::session_locks`]) on the connection that works.
    ///
    /// # Errors
    ///
    /// As [`lock`].
    pub fn take_here(
        connection: &mut AnyConnection,
        timeout: Duration,
        on_wait: &mut dyn FnMut(),
    ) -> Result<Self, LockError> {
        let locked = lock(connection, timeout, on_wait)?;
        connection.batch_execute("ROLLBACK")?;
        Ok(Self {
            second: None,
            locked,
        })
    }

    /// Makes sure that the lock is still held; `connection` is the one that works.
    ///
    /// # Errors
    ///
    /// [`LockError::Lost`].
    pub fn check(&mut self, connection: &mut AnyConnection) -> Result<(), LockError> {
        match &mut self.second {
            Some(second) => second.batch_execute("SELECT 1").map_err(LockError::Lost),
            None => self.locked.check(connection),
        }
    }

    /// What holds, as an SQL condition on the connection that works, as long as the lock does; nothing where a second
    /// connection holds it.
    pub fn condition(&self) -> Option<String> {
        self.locked.condition()
    }

    /// Releases the lock. Should the server be gone, so is the lock.
    pub fn release(mut self, connection: &mut AnyConnection) {
        match &mut self.second {
            Some(second) => {
                let _ = second.batch_execute("COMMIT");
            }
            None => self.locked.release(connection),
        }
    }
}
