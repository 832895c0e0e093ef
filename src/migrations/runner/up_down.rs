//! What to run: the revisions that a target needs, or does not need any more.

use std::collections::BTreeSet;

use super::{Run, RunError, RunEvent, RunOptions};
use crate::database::AnyConnection;
use crate::migrations::graph::Graph;
use crate::migrations::names::Target;
use crate::migrations::repository::Repository;
use crate::migrations::revision::Direction;

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
    let wanted = repository
        .graph()
        .with_ancestors(target.versions().iter().map(String::as_str));
    let to_do = |applied: &BTreeSet<String>| {
        refuse_unknown(repository.graph(), applied)?;
        Ok(wanted
            .iter()
            .filter(|version| !applied.contains(**version))
            .filter_map(|version| repository.get(version))
            .collect())
    };
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
    let graph = repository.graph();
    let targets = target.versions();
    let doomed: BTreeSet<&str> = match target {
        Target::Base => graph.versions().collect(),
        Target::Versions(_) => {
            let mut beyond = graph.with_descendants(targets.iter().map(String::as_str));
            beyond.retain(|version| !targets.iter().any(|own| own == version));
            beyond
        }
    };
    let to_do = |applied: &BTreeSet<String>| {
        if let Some(missing) = targets.iter().find(|version| !applied.contains(*version)) {
            return Err(RunError::NotApplied(missing.clone()));
        }
        refuse_unknown(graph, applied)?;
        Ok(doomed
            .iter()
            .rev()
            .filter(|version| applied.contains(**version))
            .filter_map(|version| repository.get(version))
            .collect())
    };
    Run::new(connection, options, events)?.all(Direction::Down, &to_do)
}

/// What the repository does not know may stand anywhere in the history: nothing can be run around it.
fn refuse_unknown(graph: &Graph, applied: &BTreeSet<String>) -> Result<(), RunError> {
    match applied.iter().find(|version| !graph.contains(version)) {
        Some(unknown) => Err(RunError::UnknownApplied(unknown.clone())),
        None => Ok(()),
    }
}
