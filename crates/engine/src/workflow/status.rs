//! The position of a database in the history of its repository.

use std::collections::{BTreeMap, BTreeSet};

use super::error::Error;
use super::workspace::Workspace;
use crate::database::AnyConnection;
use crate::migrations::{Progress, Repository, Snapshot, edited, settle};

/// The records of a database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The versions, whoever applied them.
    pub applied: BTreeSet<String>,
    /// The checksums of those that this tool applied.
    pub checksums: BTreeMap<String, String>,
    /// Revisions that are half applied, or half taken back.
    pub half_done: Vec<Progress>,
}

impl Status {
    /// Reads the records; writes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub fn read(connection: &mut AnyConnection) -> Result<Self, Error> {
        Ok(Self::of(&Self::records(connection)?))
    }

    /// The records themselves, for who goes on to run something.
    pub(super) fn records(connection: &mut AnyConnection) -> Result<Snapshot, Error> {
        Snapshot::read(connection).map_err(Error::database("read which revisions are applied"))
    }

    pub(super) fn of(snapshot: &Snapshot) -> Self {
        Self {
            applied: snapshot.applied.clone(),
            checksums: snapshot.checksums.clone(),
            half_done: snapshot.progress.clone(),
        }
    }

    /// The applied revisions whose script was edited since, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Repository`].
    pub fn edited(&self, repository: &Repository) -> Result<Vec<String>, Error> {
        Ok(edited(repository, &self.applied, &self.checksums)?)
    }

    /// How far a revision has come that is half applied, or half taken back.
    pub fn half_done(&self, version: &str) -> Option<&Progress> {
        self.half_done.iter().find(|half| half.version == version)
    }

    /// As [`Self::read`], of the workspace's database; nothing is applied where there is none yet.
    ///
    /// # Errors
    ///
    /// [`Error`].
    pub(super) fn of_workspace(workspace: &Workspace) -> Result<Self, Error> {
        match workspace.connect_if_exists()? {
            Some(mut connection) => Self::read(&mut connection),
            None => Ok(Self::default()),
        }
    }

    /// Puts a squashed revision in place of the versions that it replaces, if all of them are recorded. If only some of
    /// them are recorded, they stay, and the repository does not know them.
    #[must_use]
    pub fn settled(mut self, repository: &Repository) -> Self {
        if let Ok(settled) = settle(repository, &self.applied) {
            self.applied = settled.applied;
            for adopted in settled.adopted {
                // The recorded checksum is that of the script which the squashed one replaced.
                self.checksums.remove(&adopted.version);
            }
        }
        self
    }

    /// The repository's versions that are not applied, oldest first.
    pub fn pending(&self, repository: &Repository) -> Vec<String> {
        repository
            .graph()
            .versions()
            .filter(|version| !self.applied.contains(*version))
            .map(ToOwned::to_owned)
            .collect()
    }
}
