//! Scratch databases with a repository replayed on them.

use super::error::Error;
use super::workspace::Workspace;
use crate::database::interrupt::{self, Canceller, Guard};
use crate::database::{AnyConnection, DatabaseUrl, Scratch};
use crate::inspect::inspect;
use crate::migrations::{Direction, Repository, run_on_scratch};
use moviectl_schema::dialect::Server;
use moviectl_schema::schema::Schema;

/// A scratch database, and Ctrl-C put off until it is dropped.
pub(super) struct GuardedScratch {
    // Dropped in this order.
    scratch: Scratch,
    _guard: Guard,
}

impl GuardedScratch {
    pub(super) fn connection(&mut self) -> &mut AnyConnection {
        self.scratch.connection()
    }

    pub(super) fn database(&mut self) -> &mut Scratch {
        &mut self.scratch
    }

    /// The server that what is proved here is for.
    pub(super) fn target(&self) -> Server {
        self.scratch.target()
    }

    /// Drops the database, and tells if that fails.
    pub(super) fn close(self) -> Result<(), Error> {
        Ok(self.scratch.close()?)
    }
}

/// Makes an empty scratch database beside `target`.
pub(super) fn open(
    workspace: &Workspace,
    target: &DatabaseUrl,
    flag: Option<&str>,
) -> Result<GuardedScratch, Error> {
    // A scratch server is of one dialect; for the others the target's own server serves.
    let scratch_url = workspace
        .scratch_url(flag)?
        .filter(|url| url.dialect() == target.dialect());
    // While the database is being made there is nothing to cancel yet, but something to drop.
    let making = interrupt::guard(None);
    let mut scratch = Scratch::create(target, scratch_url.as_ref())?;
    let server = scratch_url.as_ref().unwrap_or(target);
    let guard = interrupt::guard(Canceller::for_connection(scratch.connection(), server));
    drop(making);
    Ok(GuardedScratch {
        scratch,
        _guard: guard,
    })
}

/// Runs all revisions, and reads what they build.
pub(super) fn replay(
    scratch: &mut GuardedScratch,
    repository: &Repository,
) -> Result<Schema, Error> {
    for revision in repository.revisions() {
        run_on_scratch(scratch.database(), revision, Direction::Up)?;
    }
    Ok(inspect(scratch.connection())?)
}
