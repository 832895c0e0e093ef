//! The revisions with all that is known of them, for commands that list them. Nothing is written.

use std::collections::BTreeMap;

use super::error::Error;
use super::event::Listener;
use super::status::Status;
use super::workspace::Workspace;
use crate::migrations::{self, Recorded, Repository};

/// A repository, and what a database says of its revisions.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Listing {
    /// The revisions.
    pub repository: Repository,
    /// Which of them are applied.
    pub status: Status,
    /// The applied ones whose script was edited since.
    pub edited: Vec<String>,
    /// When, by whom, and how long it took.
    pub recorded: BTreeMap<String, Recorded>,
}

/// Reads the revisions and the records. The database may be missing.
///
/// # Errors
///
/// [`Error`].
pub fn list(workspace: &Workspace, events: Listener<'_>) -> Result<Listing, Error> {
    let source = workspace.source(events)?;
    let repository = source.repository(workspace.dialect())?;
    let (status, recorded) = match workspace.connect_if_exists()? {
        None => (Status::default(), BTreeMap::new()),
        Some(mut connection) => (
            Status::read(&mut connection)?.settled(&repository),
            migrations::recorded(&mut connection)
                .map_err(Error::database("read when revisions were applied"))?,
        ),
    };
    Ok(Listing {
        edited: status.edited(&repository)?,
        repository,
        status,
        recorded,
    })
}
