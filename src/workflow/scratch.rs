//! Scratch databases with a repository replayed on them.

use super::error::Error;
use super::workspace::Workspace;
use crate::database::{AnyConnection, DatabaseUrl, Scratch};
use crate::inspect::inspect;
use crate::migrations::{Direction, Repository, run_on_scratch};
use crate::schema::Schema;

/// Makes an empty scratch database beside `target`.
pub(super) fn open(workspace: &Workspace, target: &DatabaseUrl, flag: Option<&str>) -> Result<Scratch, Error> {
    // A scratch server is of one dialect; for the others the target's own server serves.
    let scratch_url = workspace
        .scratch_url(flag)?
        .filter(|url| url.dialect() == target.dialect());
    Ok(Scratch::create(target, scratch_url.as_ref())?)
}

/// Runs all revisions, and reads what they build.
pub(super) fn replay(connection: &mut AnyConnection, repository: &Repository) -> Result<Schema, Error> {
    for revision in repository.revisions() {
        run_on_scratch(connection, revision, Direction::Up)?;
    }
    Ok(inspect(connection)?)
}
