//! Scratch databases with a repository replayed on them.

use super::error::Error;
use super::event::{Event, Listener};
use super::status::Status;
use super::workspace::Workspace;
use crate::database::interrupt::{self, Canceller, Guard};
use crate::database::{AnyConnection, DatabaseUrl, Scratch, superuser};
use crate::inspect::inspect;
use crate::migrations::{Direction, Repository, Revision, run_on_scratch};
use moviectl_schema::dialect::Server;
use moviectl_schema::schema::Schema;

/// A scratch database, and Ctrl-C put off until it is dropped.
pub(super) struct GuardedScratch {
    // Dropped in this order.
    scratch: Scratch,
    _guard: Guard,
    /// It is on the target's server, and made with the target's role: nothing else was named.
    with_target_role: bool,
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
        with_target_role: scratch_url.is_none(),
    })
}

/// Runs all revisions, and reads what they build.
pub(super) fn replay(
    workspace: &Workspace,
    scratch: &mut GuardedScratch,
    repository: &Repository,
    events: Listener<'_>,
) -> Result<Schema, Error> {
    run_all(workspace, scratch, repository.revisions(), events)?;
    Ok(inspect(scratch.connection())?)
}

/// Runs the up.sql of revisions.
pub(super) fn run_all<'r>(
    workspace: &Workspace,
    scratch: &mut GuardedScratch,
    revisions: impl IntoIterator<Item = &'r Revision>,
    events: Listener<'_>,
) -> Result<(), Error> {
    let mut revisions = revisions.into_iter().peekable();
    if revisions.peek().is_some() {
        tell_rights(workspace, scratch, events)?;
    }
    for revision in revisions {
        for warning in run_on_scratch(scratch.database(), revision, Direction::Up)? {
            events(Event::Warning(warning));
        }
    }
    Ok(())
}

/// Notes that the repository's scripts run with a superuser's rights. Once something of the repository has been applied to
/// the target, it is trusted with the same rights there, and the note has been read.
fn tell_rights(
    workspace: &Workspace,
    scratch: &mut GuardedScratch,
    events: Listener<'_>,
) -> Result<(), Error> {
    if !scratch.with_target_role {
        return Ok(());
    }
    let superuser = superuser(scratch.connection()).map_err(Error::database("read the role"))?;
    let Some(role) = superuser else {
        return Ok(());
    };
    let is_trusted = Status::of_workspace(workspace).is_ok_and(|status| !status.applied.is_empty());
    if !is_trusted {
        events(Event::Note(format!(
            "the repository's scripts run as superuser {role} on a scratch database; \
             `scratch_url` in moviectl.toml, or `--scratch-url`, names a role that may do less"
        )));
    }
    Ok(())
}
