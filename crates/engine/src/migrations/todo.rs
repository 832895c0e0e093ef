//! Which revisions are to run, and in which order. Pure: no database.

use std::collections::BTreeSet;

use super::names::Target;
use super::repository::Repository;
use super::revision::Revision;
use super::runner::RunError;

/// Returns the revisions that `target` needs and that are not applied, in the order in which they run.
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

/// Returns the applied revisions that `target` does not need, in the order in which they are taken back.
///
/// # Errors
///
/// [`RunError::NotApplied`] and [`RunError::UnknownApplied`].
pub fn to_downgrade<'r>(
    repository: &'r Repository,
    applied: &BTreeSet<String>,
    target: &Target,
) -> Result<Vec<&'r Revision>, RunError> {
    let targets = target.versions();
    if let Some(missing) = targets.iter().find(|version| !applied.contains(*version)) {
        return Err(RunError::NotApplied(missing.clone()));
    }
    refuse_unknown(repository, applied)?;
    Ok(target
        .later(repository.graph())
        .into_iter()
        .rev()
        .filter(|version| applied.contains(*version))
        .filter_map(|version| repository.get(version))
        .collect())
}

/// How `stamp` changes the records.
pub(crate) struct Restamped<'r> {
    /// The versions whose records go.
    pub forget: BTreeSet<&'r str>,
    /// The revisions that get a record, oldest first.
    pub record: Vec<&'r Revision>,
    /// The versions whose state the targets tell.
    concerned: BTreeSet<&'r str>,
}

impl Restamped<'_> {
    /// Returns whether the targets tell the state of a version; that of one that the repository does not know, they do.
    pub(crate) fn tells(&self, repository: &Repository, version: &str) -> bool {
        self.concerned.contains(version) || !repository.graph().contains(version)
    }
}

/// Computes the changes of `stamp`: it records the ancestors of the targets and forgets their descendants. The records
/// of other branches stay. With `purge`, it also forgets the versions that the repository does not know.
pub(crate) fn to_stamp<'r>(
    repository: &'r Repository,
    applied: &'r BTreeSet<String>,
    targets: &[Target],
    purge: bool,
) -> Restamped<'r> {
    let graph = repository.graph();
    let named = targets.iter().flat_map(Target::versions);
    let known = named.filter_map(|version| repository.get(version));
    let wanted = graph.with_ancestors(known.map(|revision| revision.version.as_str()));
    let later: BTreeSet<&str> = targets
        .iter()
        .flat_map(|target| target.later(graph))
        .collect();
    let goes = |version: &&str| match graph.contains(version) {
        true => later.contains(version) && !wanted.contains(version),
        false => purge,
    };
    let recorded = applied.iter().map(String::as_str);
    Restamped {
        concerned: later.union(&wanted).copied().collect(),
        forget: recorded.filter(goes).collect(),
        record: wanted
            .into_iter()
            .filter(|version| !applied.contains(*version))
            .filter_map(|version| repository.get(version))
            .collect(),
    }
}

/// Refuses to run if the database has a version that the repository does not know. Such a version may stand anywhere in
/// the history, so no run can work around it.
fn refuse_unknown(repository: &Repository, applied: &BTreeSet<String>) -> Result<(), RunError> {
    let unknown = |version: &&String| !repository.graph().contains(version);
    match applied.iter().find(unknown) {
        None => Ok(()),
        Some(unknown) => Err(RunError::UnknownApplied(unknown.clone())),
    }
}
