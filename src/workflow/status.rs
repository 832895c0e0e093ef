//! Where a database stands in the history of its repository.

use std::collections::BTreeSet;

use super::error::Error;
use super::workspace::Workspace;
use crate::database::AnyConnection;
use crate::migrations::{Ledger, Repository, settle};

/// The versions that a database has recorded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The versions, whoever applied them.
    pub applied: BTreeSet<String>,
}

impl Status {
    /// Reads the records; writes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub fn read(connection: &mut AnyConnection) -> Result<Self, Error> {
        let applied = Ledger::open(connection)
            .and_then(|ledger| ledger.applied(connection))
            .map_err(Error::database("read which revisions are applied"))?;
        Ok(Self { applied })
    }

    /// As [`Self::read`], of the workspace's database; nothing is applied where there is none yet.
    ///
    /// # Errors
    ///
    /// [`Error`].
    pub(super) fn of(workspace: &Workspace) -> Result<Self, Error> {
        match workspace.connect_if_exists()? {
            Some(mut connection) => Self::read(&mut connection),
            None => Ok(Self::default()),
        }
    }

    /// The same in the words of the repository: a squashed revision for those that it replaces, where all of them are
    /// recorded. What is recorded in part stays as it is, and is unknown.
    #[must_use]
    pub fn settled(self, repository: &Repository) -> Self {
        match settle(repository, &self.applied) {
            Ok(settled) => Self {
                applied: settled.applied,
            },
            Err(_) => self,
        }
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
