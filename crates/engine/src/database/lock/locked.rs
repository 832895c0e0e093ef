//! The lock while it is held.

use super::session::SessionLock;
use crate::database::AnyConnection;

/// The lock is held, within a transaction that has begun. Its commit or rollback releases it, unless it is the session's,
/// as on MySQL: hence [`Locked::release`] after either.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Locked {
    /// True if another session held the lock first, and so may have changed rows that were read before.
    pub waited: bool,
    pub(super) session: Option<SessionLock>,
}

impl Locked {
    /// Frees a lock that is the session's; the transaction is over.
    pub(crate) fn release(self, connection: &mut AnyConnection) {
        if let Some(session) = self.session {
            session.release(connection);
        }
    }
}
