//! Applies revisions and takes them back.
//!
//! A transactional revision is one transaction: the lock first, then the records as they are now, the script, the
//! records as they will be, commit. Whoever is killed when, a revision is applied whole or not at all.

mod error;
mod one;
mod options;
mod scratch;
mod stamp;
mod up_down;

use std::collections::BTreeSet;

use diesel::result::Error as DieselError;

use super::records::{Ledger, Record};
use super::revision::{Direction, Revision};
use crate::database::transaction::{commit, rollback};
use crate::database::{AnyConnection, lock};

pub use error::{Aftermath, RunError};
pub use options::{RunEvent, RunOptions};
pub use scratch::run_on_scratch;
pub use stamp::stamp;
pub use up_down::{downgrade, upgrade};

use error::records;

/// Which revisions are to run, in order, given those that are applied.
type ToDo<'t, 'r> = dyn Fn(&BTreeSet<String>) -> Result<Vec<&'r Revision>, RunError> + 't;

struct Run<'a> {
    connection: &'a mut AnyConnection,
    ledger: Ledger,
    /// What [`Ledger::data_version`] was when the records were read.
    seen: Option<i64>,
    options: RunOptions,
    events: &'a mut dyn FnMut(RunEvent<'_>),
}

impl<'a> Run<'a> {
    fn new(
        connection: &'a mut AnyConnection,
        options: RunOptions,
        events: &'a mut dyn FnMut(RunEvent<'_>),
    ) -> Result<Self, RunError> {
        let ledger = Ledger::open(connection).map_err(records("find the version table"))?;
        Ok(Self {
            connection,
            ledger,
            seen: None,
            options,
            events,
        })
    }

    fn all(mut self, direction: Direction, to_do: &ToDo<'_, '_>) -> Result<Vec<String>, RunError> {
        let mut done = Vec::new();
        'changed: loop {
            let mut applied = self.applied()?;
            for revision in to_do(&applied)? {
                if !self.one(revision, direction, &applied)? {
                    continue 'changed;
                }
                match direction {
                    Direction::Up => applied.insert(revision.version.clone()),
                    Direction::Down => applied.remove(&revision.version),
                };
                done.push(revision.version.clone());
            }
            return Ok(done);
        }
    }

    /// A transaction that holds the migration lock: committed if `body` succeeds, else rolled back.
    fn locked<T>(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        let events = &mut self.events;
        // Whether it waited makes no difference: the records are read anew under the lock in any case.
        let _ = lock(self.connection, self.options.lock_timeout, &mut || {
            events(RunEvent::Waiting);
        })?;
        let before = self.ledger.clone();
        let outcome = self
            .ledger
            .create(self.connection)
            .map_err(records("make the version tables"))
            .and_then(|()| body(self))
            .and_then(|value| {
                commit(self.connection).map_err(records("commit"))?;
                Ok(value)
            });
        if outcome.is_err() {
            rollback(self.connection);
            self.ledger = before;
        }
        outcome
    }

    fn applied(&mut self) -> Result<BTreeSet<String>, RunError> {
        self.read(|run| {
            // First: what is committed in between is then noticed.
            run.seen = run.ledger.data_version(run.connection)?;
            run.ledger.applied(run.connection)
        })
    }

    fn read<T>(
        &mut self,
        query: impl FnOnce(&mut Self) -> Result<T, DieselError>,
    ) -> Result<T, RunError> {
        query(self).map_err(records("read which revisions are applied"))
    }

    fn remember(&mut self, record: &Record) -> Result<(), RunError> {
        self.ledger
            .insert(self.connection, record)
            .map_err(records("record the revision"))
    }

    fn forget(&mut self, version: &str) -> Result<(), RunError> {
        self.ledger
            .delete(self.connection, version)
            .map_err(records("remove the revision's record"))
    }
}
