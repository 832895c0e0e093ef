//! The scripts of a revision, for who edits them.

use std::path::PathBuf;

use super::error::Error;
use super::event::Listener;
use super::listing::list;
use super::workspace::Workspace;
use crate::migrations::{Direction, resolve};

/// A revision whose scripts are to be edited.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditPlan {
    /// The revision.
    pub version: String,
    /// Its scripts; `down.sql` may be missing yet.
    pub files: Vec<PathBuf>,
    /// True if the database has applied the revision.
    pub applied: bool,
    /// The checksum of `up.sql`.
    pub checksum: Option<String>,
}

/// Finds the scripts of the one revision that `name` means. Reads only.
///
/// # Errors
///
/// [`Error`].
#[doc(hidden)]
pub fn plan_edit(
    workspace: &Workspace,
    name: &str,
    events: Listener<'_>,
) -> Result<EditPlan, Error> {
    // Revisions embedded in the binary cannot be edited: this fails without a project.
    workspace.project()?;
    let listing = list(workspace, events)?;
    let target = resolve(&listing.repository, &listing.status.applied, name)?;
    let revision = match target.versions() {
        [version] => listing.repository.get(version),
        _ => None,
    };
    let revision = revision.ok_or_else(|| Error::NotOneRevision {
        name: name.to_owned(),
        versions: target.versions().to_vec(),
    })?;
    let script = revision.script(Direction::Up)?;
    Ok(EditPlan {
        version: revision.version.clone(),
        files: [Direction::Up, Direction::Down]
            .map(|direction| revision.path(direction.file_name()))
            .to_vec(),
        applied: listing.status.applied.contains(&revision.version),
        checksum: script.map(|script| script.checksum()),
    })
}
