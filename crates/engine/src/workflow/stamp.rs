//! Records changed without running anything.

use std::collections::BTreeSet;
use std::time::Duration;

use super::error::Error;
use super::event::{Event, Listener};
use super::run::adopt;
use super::status::Status;
use super::workspace::Workspace;
use crate::database::OpenMode;
use crate::migrations::{self, Repository, RunOptions, Target, resolve};

/// The arguments of `stamp`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StampRequest {
    /// The revisions as typed.
    pub revisions: Vec<String>,
    /// How long to wait for another process.
    pub lock_timeout: Duration,
    /// Forget versions that the repository does not know.
    pub purge: bool,
}

impl StampRequest {
    /// The revisions as `stamp REV…` means them.
    pub fn new(revisions: Vec<String>) -> Self {
        Self {
            revisions,
            lock_timeout: RunOptions::default().lock_timeout,
            purge: false,
        }
    }

    fn options(&self) -> RunOptions<'static> {
        RunOptions {
            lock_timeout: self.lock_timeout,
            ..RunOptions::default()
        }
    }

    /// Resolves each of the names.
    pub(super) fn targets(
        &self,
        repository: &Repository,
        applied: &BTreeSet<String>,
    ) -> Result<Vec<Target>, Error> {
        let names = self.revisions.iter();
        names
            .map(|name| Ok(resolve(repository, applied, name)?))
            .collect()
    }
}

/// Records revisions, and all that they follow, as applied without running anything, and forgets what follows them. The
/// records of other branches stay.
///
/// # Errors
///
/// [`Error`].
pub fn stamp(
    workspace: &Workspace,
    request: &StampRequest,
    events: Listener<'_>,
) -> Result<bool, Error> {
    let source = workspace.source(events)?;
    let repository = source.repository(workspace.dialect())?;
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    let _guard = workspace.guard(&mut connection);
    if !request.purge {
        adopt(
            &mut connection,
            workspace,
            &repository,
            request.options(),
            events,
        )?;
    }
    let status = Status::read(&mut connection)?;
    let targets = request.targets(&repository, &status.applied)?;
    let changed = migrations::stamp(
        &mut connection,
        &repository,
        &targets,
        request.purge,
        request.options(),
    )
    .map_err(|error| workspace.name_file(error.into()))?;
    events(Event::Done(if targets == [Target::Base] {
        "Stamped: no revision is recorded as applied".into()
    } else {
        let versions: BTreeSet<String> = targets.iter().map(Target::to_string).collect();
        let versions: Vec<String> = versions.into_iter().collect();
        format!("Stamped {}", versions.join(", "))
    }));
    Ok(changed)
}

/// Takes the scripts of applied revisions as they are now for those that were applied; of all of them, where none is
/// named. Returns the versions whose scripts had been edited.
///
/// # Errors
///
/// [`Error`]; nothing is changed then.
pub fn accept_changes(
    workspace: &Workspace,
    request: &StampRequest,
    events: Listener<'_>,
) -> Result<Vec<String>, Error> {
    let source = workspace.source(events)?;
    let repository = source.repository(workspace.dialect())?;
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    let _guard = workspace.guard(&mut connection);
    let status = Status::read(&mut connection)?;
    let meant = if request.revisions.is_empty() {
        status.applied
    } else {
        let targets = request.targets(&repository, &status.applied)?;
        let versions = targets.iter().flat_map(Target::versions).cloned();
        let versions: BTreeSet<String> = versions.collect();
        if let Some(version) = versions.difference(&status.applied).next() {
            return Err(Error::NotApplied(version.clone()));
        }
        versions
    };
    let accepted =
        migrations::accept_changes(&mut connection, &repository, &meant, request.options())
            .map_err(|error| workspace.name_file(error.into()))?;
    for version in &accepted {
        events(Event::Done(format!(
            "Accepted revision {version} as it is now"
        )));
    }
    if accepted.is_empty() {
        events(Event::Done(
            "No applied revision was edited since it was applied.".into(),
        ));
    }
    Ok(accepted)
}
