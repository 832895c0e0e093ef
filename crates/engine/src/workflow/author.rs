//! Revisions that a person fills: empty ones, and those that merge heads.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::draft::Draft;
use super::error::Error;
use super::event::Listener;
use super::lock::lock_revisions;
use super::side_by_side::warn_of_losses;
use super::source::Source;
use super::version;
use super::workspace::Workspace;
use crate::migrations::{Metadata, OwnMetadata, Repository, resolve};

/// An empty revision to write.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RevisionRequest {
    /// The message of the revision.
    pub message: String,
    /// The revision that the new one follows.
    pub head: String,
    /// True if it may follow one that another follows already.
    pub splice: bool,
    /// A chosen version instead of the time: at most 50 lower-case letters and digits, which sort after the versions that
    /// it follows.
    pub rev_id: Option<String>,
}

impl RevisionRequest {
    /// An empty revision after the only head.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            head: "head".to_owned(),
            splice: false,
            rev_id: None,
        }
    }
}

/// Writes an empty revision, and returns its directory.
///
/// # Errors
///
/// [`Error`]; nothing is written then.
pub fn revision(
    workspace: &Workspace,
    request: &RevisionRequest,
    events: Listener<'_>,
) -> Result<PathBuf, Error> {
    let _lock = lock_revisions(workspace.project()?, events)?;
    let repository = repository(workspace)?;
    let parents = parents(&repository, &request.head, request.splice)?;
    let version = match &request.rev_id {
        Some(id) => version::chosen(&repository, id)?,
        None => version::after(std::iter::once(&repository)),
    };
    let start = Start {
        version,
        message: request.message.clone(),
        parents,
        note: format!("-- {}\n", one_line(&request.message)),
    };
    start.write(workspace, &repository, events)
}

/// Writes a revision that follows several and does nothing else; all heads, unless some are named.
///
/// # Errors
///
/// [`Error`]; nothing is written then.
pub fn merge(
    workspace: &Workspace,
    names: &[String],
    message: Option<&str>,
    events: Listener<'_>,
) -> Result<PathBuf, Error> {
    let _lock = lock_revisions(workspace.project()?, events)?;
    let repository = repository(workspace)?;
    let names = if names.is_empty() {
        vec!["heads".to_owned()]
    } else {
        names.to_vec()
    };
    let mut parents = BTreeSet::new();
    for name in &names {
        parents.extend(named(&repository, name)?);
    }
    let parents: Vec<String> = parents.into_iter().collect();
    if parents.len() < 2 {
        return Err(Error::NothingToMerge(parents));
    }
    let is_head = |parent: &&String| repository.graph().is_head(parent);
    if let Some(parent) = parents.iter().find(|parent| !is_head(parent)) {
        return Err(Error::MergeOfNoHead(parent.clone()));
    }
    warn_of_losses(workspace, &repository, &parents, events);
    let told = format!("Merge {}.", parents.join(" and "));
    let message = message.map_or(told, ToOwned::to_owned);
    let start = Start {
        version: version::after(std::iter::once(&repository)),
        message,
        note: format!(
            "-- Follows {}; there is nothing to do.\n",
            parents.join(" and ")
        ),
        parents,
    };
    start.write(workspace, &repository, events)
}

fn repository(workspace: &Workspace) -> Result<Repository, Error> {
    let project = workspace.project()?.clone();
    Source::Project(Box::new(project)).repository(workspace.dialect())
}

/// The versions that a new revision after `name` follows.
///
/// # Errors
///
/// [`Error::NotAHead`] where the revision would start a branch, unless `splice`.
pub(super) fn parents(
    repository: &Repository,
    name: &str,
    splice: bool,
) -> Result<Vec<String>, Error> {
    let parents = named(repository, name)?;
    let graph = repository.graph();
    match parents.iter().find(|parent| !graph.is_head(parent)) {
        Some(parent) if !splice => Err(Error::NotAHead(parent.clone())),
        _ => Ok(parents),
    }
}

/// Resolves a name to versions. Names that depend on a database (`current`, `+1`) are resolved from the base here.
fn named(repository: &Repository, name: &str) -> Result<Vec<String>, Error> {
    let target = resolve(repository, &BTreeSet::new(), name)?;
    Ok(target.versions().to_vec())
}

/// A comment must not end before its message does.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The initial content of a revision that a person writes.
struct Start {
    version: String,
    message: String,
    parents: Vec<String>,
    /// The text of both scripts: a comment, since Diesel refuses to run nothing.
    note: String,
}

impl Start {
    fn write(
        self,
        workspace: &Workspace,
        repository: &Repository,
        events: Listener<'_>,
    ) -> Result<PathBuf, Error> {
        let project = workspace.project()?;
        let name = version::directory_name(&self.version, &self.message);
        let directory = repository
            .directory
            .as_ref()
            .ok_or(Error::NoProject)?
            .join(name);
        let draft = Draft {
            dialect: workspace.dialect(),
            directory,
            up: self.note.clone(),
            down: self.note,
            metadata: Metadata {
                run_in_transaction: true,
                moviectl: Some(OwnMetadata {
                    message: self.message,
                    revises: self.parents,
                    replaces: Vec::new(),
                    dialect: project.dialect_mark(workspace.dialect()),
                }),
            },
        };
        // Refuses a version that is there, or that sorts before what it follows, before anything is written.
        repository.with(draft.revision(project))?;
        draft.write(project, events)?;
        Ok(draft.directory)
    }
}
