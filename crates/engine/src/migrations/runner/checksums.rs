//! Scripts that were edited after they were applied.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::error::{RunError, records};
use super::job::read_script;
use super::options::{RunEvent, RunOptions};
use super::transaction::locked;
use crate::database::AnyConnection;
use crate::migrations::records::Snapshot;
use crate::migrations::repository::Repository;
use crate::migrations::repository_error::RepositoryError;
use crate::migrations::revision::{Direction, Revision};

/// Returns the applied revisions whose `up.sql` was edited since it was run, oldest first. A revision that Diesel's own
/// tool applied has no checksum, and counts as unedited.
///
/// # Errors
///
/// [`RepositoryError::Unreadable`].
pub(crate) fn edited(
    repository: &Repository,
    applied: &BTreeSet<String>,
    checksums: &BTreeMap<String, String>,
) -> Result<Vec<String>, RepositoryError> {
    let mut edited = Vec::new();
    for (version, checksum) in checksums {
        let known = repository.get(version);
        let Some(revision) = known.filter(|_| applied.contains(version)) else {
            continue;
        };
        if differs(revision, checksum)? {
            edited.push(version.clone());
        }
    }
    Ok(edited)
}

fn differs(revision: &Revision, checksum: &str) -> Result<bool, RepositoryError> {
    let script = revision.script(Direction::Up)?;
    Ok(script.is_some_and(|script| script.checksum() != checksum))
}

/// Records the present text of those of `versions` that are applied and were edited since, without running anything,
/// and returns them. The other columns of their records stay.
///
/// # Errors
///
/// [`RunError`].
pub(crate) fn accept_changes(
    connection: &mut AnyConnection,
    repository: &Repository,
    versions: &BTreeSet<String>,
    options: RunOptions<'_>,
) -> Result<Vec<String>, RunError> {
    let meant = |snapshot: &Snapshot| {
        let applied = snapshot.applied.intersection(versions).cloned().collect();
        edited(repository, &applied, &snapshot.checksums)
    };
    let mut quiet = |_: RunEvent<'_>| {};
    let mut context = Context::new(connection, options, &mut quiet);
    let mut snapshot = context.read_records()?;
    if meant(&snapshot)?.is_empty() {
        return Ok(Vec::new());
    }
    locked(&mut context, &mut snapshot.ledger, |context, ledger| {
        let edited = meant(&context.read_records()?)?;
        for revision in edited.iter().filter_map(|version| repository.get(version)) {
            let script = read_script(revision, Direction::Up)?;
            ledger
                .set_checksum(context.connection, &revision.version, &script.checksum())
                .map_err(records("record the checksum"))?;
        }
        Ok(edited)
    })
}
