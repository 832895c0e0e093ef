//! Revisions that a person fills: empty ones, and those that merge heads.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::error::Error;
use super::event::{Event, Listener};
use super::version;
use super::workspace::{Source, Workspace};
use super::write::directory_of;
use crate::migrations::{Metadata, OwnMetadata, Repository, Target, resolve};

/// An empty revision to write.
#[derive(Debug, Clone)]
pub struct RevisionRequest {
    /// What it is for.
    pub message: String,
    /// The revision that it follows.
    pub head: String,
    /// Whether it may follow one that another follows already.
    pub splice: bool,
    /// A version of one's own, instead of the time.
    pub rev_id: Option<String>,
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
    let repository = repository(workspace)?;
    let parents = named(&repository, &request.head)?;
    if let Some(parent) = parents
        .iter()
        .find(|parent| !repository.graph().is_head(parent))
        && !request.splice
    {
        return Err(Error::NotAHead(parent.clone()));
    }
    let version = match &request.rev_id {
        Some(id) => id.clone(),
        None => version::after(std::iter::once(&repository)),
    };
    let note = format!("-- {}\n", one_line(&request.message));
    let new = NewRevision {
        name: version::directory_name(&version, &request.message),
        message: request.message.clone(),
        parents,
        up: note.clone(),
        down: note,
    };
    new.write(workspace, &repository, events)
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
    let told = format!("Merge {}.", parents.join(" and "));
    let message = message.map_or(told, ToOwned::to_owned);
    let note = format!(
        "-- Follows {}; there is nothing to do.\n",
        parents.join(" and ")
    );
    let version = version::after(std::iter::once(&repository));
    let new = NewRevision {
        name: version::directory_name(&version, &message),
        message,
        parents,
        up: note.clone(),
        down: note,
    };
    new.write(workspace, &repository, events)
}

fn repository(workspace: &Workspace) -> Result<Repository, Error> {
    let project = workspace.project()?.clone();
    Source::Project(Box::new(project)).repository(workspace.dialect())
}

/// The versions that a name means. What depends on a database (`current`, `+1`) means the base here.
fn named(repository: &Repository, name: &str) -> Result<Vec<String>, Error> {
    Ok(match resolve(repository, &BTreeSet::new(), name)? {
        Target::Base => Vec::new(),
        Target::Versions(versions) => versions,
    })
}

/// A comment must not end before its message does.
fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct NewRevision {
    name: String,
    message: String,
    parents: Vec<String>,
    up: String,
    down: String,
}

impl NewRevision {
    fn write(
        self,
        workspace: &Workspace,
        repository: &Repository,
        events: Listener<'_>,
    ) -> Result<PathBuf, Error> {
        let metadata = Metadata {
            run_in_transaction: true,
            moviectl: Some(OwnMetadata {
                message: self.message,
                revises: self.parents,
                dialect: workspace.project()?.dialect_mark(workspace.dialect()),
            }),
        };
        let directory = repository
            .directory
            .as_ref()
            .ok_or(Error::NoProject)?
            .join(&self.name);
        let revision = crate::migrations::Revision::in_memory(
            self.name,
            &metadata,
            self.up.clone(),
            self.down.clone(),
        );
        // Refuses a version that is there, or that sorts before what it follows, before anything is written.
        repository.with(revision)?;
        let text = toml::to_string(&metadata).map_err(|error| Error::Write {
            path: directory.join("metadata.toml"),
            source: std::io::Error::other(error),
        })?;
        directory_of(
            &directory,
            &[
                ("up.sql", self.up),
                ("down.sql", self.down),
                ("metadata.toml", text),
            ],
        )?;
        for file in ["up.sql", "down.sql"] {
            events(Event::Generated(
                workspace.shown(&directory.join(file)).to_owned(),
            ));
        }
        Ok(directory)
    }
}
