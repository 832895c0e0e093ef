//! The state that every way of running shares: the connection, the options, the listener, and the lock of a session.

use std::time::Duration;

use super::error::{RunError, records};
use super::options::{RunEvent, RunOptions};
use crate::database::{AnyConnection, HeldLock};
use crate::migrations::records::Snapshot;
use crate::migrations::repository::Repository;
use moviectl_schema::dialect::Server;

/// The connection of a run, its options, its listener, and the lock of its session.
pub(in crate::migrations) struct Context<'a> {
    pub(in crate::migrations) connection: &'a mut AnyConnection,
    pub(in crate::migrations) options: RunOptions<'a>,
    pub(super) events: &'a mut dyn FnMut(RunEvent<'_>),
    /// The lock, where it is a session's and held for the whole run.
    pub(super) session_lock: Option<HeldLock>,
    /// True if a script changed the session and no statement undoes that.
    pub(super) is_used: bool,
    /// The repository, to tell created objects from others.
    pub(super) repository: Option<&'a Repository>,
}

impl<'a> Context<'a> {
    pub(in crate::migrations) fn new(
        connection: &'a mut AnyConnection,
        options: RunOptions<'a>,
        events: &'a mut dyn FnMut(RunEvent<'_>),
    ) -> Self {
        Self {
            connection,
            options,
            events,
            session_lock: None,
            is_used: false,
            repository: None,
        }
    }

    pub(in crate::migrations) fn read_records(&mut self) -> Result<Snapshot, RunError> {
        let mut snapshot = Snapshot::read(self.connection).map_err(records(READ))?;
        if let Some(server) = self.options.server {
            snapshot.ledger.set_server(server);
        }
        Ok(snapshot)
    }

    /// Takes the lock for the whole run where it is a session's, and tells whether it was not held before: then the records
    /// may have changed since they were read.
    pub(super) fn take_session_lock(&mut self, server: Server) -> Result<bool, RunError> {
        if self.session_lock.is_some() || !server.capabilities().migration_lock {
            return Ok(false);
        }
        let events = &mut self.events;
        let timeout = self.options.lock_timeout;
        self.session_lock = HeldLock::on_session(self.connection, timeout, &mut |holder| {
            events(RunEvent::Waiting(holder));
        })?;
        if self.session_lock.is_none() {
            return Ok(false);
        }
        // If the lock belongs to the session, the limits do too.
        let limits = self.options.limits;
        limits
            .set(self.connection)
            .map_err(records("set the limits of the session"))?;
        Ok(true)
    }

    pub(super) fn release_session_lock(&mut self) {
        if let Some(held) = self.session_lock.take() {
            held.release(self.connection);
        }
    }

    /// Replaces the connection if a script changed its session, and returns whether it did. Then the lock must be taken
    /// again, and the records may have changed.
    pub(super) fn renew(&mut self) -> Result<bool, RunError> {
        let Some(renew) = self.options.renew.filter(|_| self.is_used) else {
            return Ok(false);
        };
        self.release_session_lock();
        *self.connection = renew().map_err(RunError::Renew)?;
        self.is_used = false;
        Ok(true)
    }

    /// Makes sure that a lock of the session is still held.
    pub(super) fn check_session_lock(&mut self) -> Result<(), RunError> {
        match &mut self.session_lock {
            Some(held) => Ok(held.check(self.connection)?),
            None => Ok(()),
        }
    }

    /// An SQL condition that holds as long as the session has the lock.
    pub(super) fn session_lock_condition(&self) -> Option<String> {
        self.session_lock.as_ref().and_then(HeldLock::condition)
    }

    /// How long to wait for another process that migrates the database.
    pub(super) fn lock_timeout(&self) -> Duration {
        self.options.lock_timeout
    }
}

pub(super) const READ: &str = "read which revisions are applied";
