//! Which revisions are to run, and in which order. Pure: no database.

use std::collections::BTreeSet;

use super::names::Target;
use super::repository::Repository;
use super::revision::Revision;
use super::runner::RunError;

/// What `target` needs and is not applied, in the order in which it runs.
///
/// # Errors
///
/// [`RunError::UnknownApplied`].
pub fn to_upgrade<'r>(
    repository: &'r Repository,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<&'r Revision>, RunError> {
    let graph = repository.graph();
    let wanted: Vec<&str> = target.versions().iter().map(String::as_str).collect();
    let known = graph.versions().filter(|version| wanted.contains(version));
    let wanted = graph.with_ancestors(known);
    refuse_unknown(repository, applied)?;
    Ok(wanted
        .into_iter()
        .filter(|version| !applied.contains(*version))
        .filter_map(|version| repository.get(version))
        .collect())
}

/// What is applied and `target` does not need, in the order in which it is taken back.
///
/// # Errors
///
/// [`RunError::NotApplied`] and [`RunError::UnknownApplied`].
pub fn to_downgrade<'r>(
    repository: &'r Repository,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<&'r Revision>, RunError> {
    let graph = repository.graph();
    let targets = target.versions();
    let is_target = |version: &&str| targets.iter().any(|own| own == version);
    let mut doomed: BTreeSet<&str> = match target {
        Target::Base => graph.versions().collect(),
        Target::Versions(_) => graph.with_descendants(graph.versions().filter(is_target)),
    };
    doomed.retain(|version| !is_target(version));
    if let Some(missing) = targets.iter().find(|version| !applied.contains(*version)) {
        return Err(RunError::NotApplied(missing.clone()));
    }
    refuse_unknown(repository, applied)?;
    Ok(doomed
        .into_iter()
        .rev()
        .filter(|version| applied.contains(*version))
        .filter_map(|version| repository.get(version))
        .collect())
}

/// What the repository does not know may stand anywhere in the history: nothing can be run around it.
fn refuse_unknown(repository: &Repository, applied: &BTreeSet<String>) -> Result<(), RunError> {
    let unknown = |version: &&String| !repository.graph().contains(version);
    match applied.iter().find(unknown) {
        None => Ok(()),
        Some(unknown) => Err(RunError::UnknownApplied(unknown.clone())),
    }
}
