//! The lock for work that no transaction can hold. If locks belong to transactions, a second connection keeps one open
//! and does nothing else. If locks belong to sessions, the connection that does the work holds it.

use std::time::Duration;

use diesel::connection::SimpleConnection as _;

use super::error::LockError;
use super::holder::OnWait;
use super::lock;
use super::locked::Locked;
use super::session::SessionLock;
use crate::database::AnyConnection;
use crate::database::transaction::Limits;
use moviectl_schema::dialect::Dialect;

/// The migration lock, held until it is released, or until the session that holds it ends.
pub(crate) struct HeldLock(Holder);

enum Holder {
    /// A connection that does nothing else.
    Second(AnyConnection, Locked),
    /// The connection that works.
    #[cfg_attr(
        not(feature = "mysql"),
        allow(dead_code, reason = "no other server has such locks")
    )]
    Session(SessionLock),
}

impl HeldLock {
    /// Takes the lock on a connection that is used for nothing else, and is not given back by a pooler meanwhile, because
    /// its transaction stays open.
    ///
    /// # Errors
    ///
    /// As [`lock`].
    pub(crate) fn on_second(
        mut second: AnyConnection,
        timeout: Duration,
        on_wait: OnWait<'_>,
    ) -> Result<Self, LockError> {
        let locked = lock(&mut second, Limits::default(), timeout, on_wait)?;
        if second.dialect() == Dialect::Postgres {
            // However long the work takes, this one idles meanwhile.
            second.batch_execute(
                "SET LOCAL idle_in_transaction_session_timeout = 0; \
                 SELECT pg_catalog.set_config('transaction_timeout', '0', true) \
                 WHERE pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL",
            )?;
        }
        Ok(Self(Holder::Second(second, locked)))
    }

    /// Takes a lock that is the session's on the connection that works; `None` on any other database than MySQL's.
    ///
    /// # Errors
    ///
    /// As [`lock`].
    #[cfg_attr(
        not(feature = "mysql"),
        allow(unused_variables, reason = "no other server has such locks")
    )]
    pub(crate) fn on_session(
        connection: &mut AnyConnection,
        timeout: Duration,
        on_wait: OnWait<'_>,
    ) -> Result<Option<Self>, LockError> {
        #[cfg(feature = "mysql")]
        if let AnyConnection::Mysql(mysql) = connection {
            let (_, session) = super::mysql::take(mysql, timeout, on_wait)?;
            return Ok(Some(Self(Holder::Session(session))));
        }
        Ok(None)
    }

    /// Makes sure that the lock is still held; `connection` is the one that works.
    ///
    /// # Errors
    ///
    /// [`LockError::Lost`], [`LockError::Taken`].
    pub(crate) fn check(&mut self, connection: &mut AnyConnection) -> Result<(), LockError> {
        match &mut self.0 {
            Holder::Second(second, _) => second.batch_execute("SELECT 1").map_err(LockError::Lost),
            Holder::Session(session) => session.check(connection),
        }
    }

    /// An SQL condition that holds as long as the lock does; nothing where a second connection holds it.
    pub(crate) fn condition(&self) -> Option<String> {
        match &self.0 {
            Holder::Second(..) => None,
            Holder::Session(session) => Some(session.condition()),
        }
    }

    /// Releases the lock. Should the server be gone, so is the lock.
    pub(crate) fn release(self, connection: &mut AnyConnection) {
        match self.0 {
            Holder::Second(mut second, locked) => {
                let _ = second.batch_execute("COMMIT");
                locked.release(&mut second);
            }
            Holder::Session(session) => session.release(connection),
        }
    }
}
