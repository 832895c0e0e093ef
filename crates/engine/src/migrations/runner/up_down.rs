//! What to run: the revisions that a target needs, or does not need any more.

use std::collections::BTreeSet;

use super::{Run, RunError, RunEvent, RunOptions};
use crate::database::AnyConnection;
use crate::migrations::names::Target;
use crate::migrations::repository::Repository;
use crate::migrations::revision::Direction;
use crate::migrations::todo::{to_downgrade, to_upgrade};

/// Applies all that `target` needs, in order, and returns the versions that were applied by this call.
///
/// # Errors
///
/// [`RunError`]; the revisions applied before stay applied.
pub fn upgrade(
    connection: &mut AnyConnection,
    repository: &Repository,
    target: &Target,
    options: RunOptions<'_>,
    events: &mut dyn FnMut(RunEvent<'_>),
) -> Result<Vec<String>, RunError> {
    let to_do = |applied: &BTreeSet<String>| to_upgrade(repository, applied, target);
    Run::new(connection, options, events)?.all(Direction::Up, &to_do)
}

/// Takes back all that `target` does not need, newest first, and returns the versions.
///
/// # Errors
///
/// [`RunError`]; the revisions taken back before stay taken back.
pub fn downgrade(
    connection: &mut AnyConnection,
    repository: &Repository,
    target: &Target,
    options: RunOptions<'_>,
    events: &mut dyn FnMut(RunEvent<'_>),
) -> Result<Vec<String>, RunError> {
    let to_do = |applied: &BTreeSet<String>| to_downgrade(repository, applied, target);
    Run::new(connection, options, events)?.all(Direction::Down, &to_do)
}
