//! A lock that belongs to a session.

#[cfg(feature = "mysql")]
pub(super) mod mysql;

use super::error::LockError;
use crate::database::AnyConnection;

/// A named lock of MySQL or MariaDB, and the session that took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SessionLock {
    pub(super) name: String,
    pub(super) connection_id: i64,
}

impl SessionLock {
    /// An SQL condition that holds, on any connection, as long as the session has the lock.
    pub(super) fn condition(&self) -> String {
        // The name is a word and hexadecimal digits.
        format!("IS_USED_LOCK('{}') = {}", self.name, self.connection_id)
    }

    #[cfg_attr(
        not(feature = "mysql"),
        allow(
            unused_variables,
            clippy::unused_self,
            reason = "no other server has such locks"
        )
    )]
    pub(super) fn check(&self, connection: &mut AnyConnection) -> Result<(), LockError> {
        #[cfg(feature = "mysql")]
        if let AnyConnection::Mysql(mysql) = connection
            && !mysql::holds(mysql, &self.condition()).map_err(LockError::Lost)?
        {
            return Err(LockError::Taken);
        }
        Ok(())
    }

    #[cfg_attr(
        not(feature = "mysql"),
        allow(unused_variables, clippy::unused_self, reason = "as above")
    )]
    pub(super) fn release(&self, connection: &mut AnyConnection) {
        #[cfg(feature = "mysql")]
        if let AnyConnection::Mysql(mysql) = connection {
            mysql::release(mysql, &self.name);
        }
    }
}
