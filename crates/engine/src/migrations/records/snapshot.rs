//! All that the records say at one moment.

use std::collections::{BTreeMap, BTreeSet};

use diesel::result::Error as DieselError;

use super::ledger::Ledger;
use super::location::Location;
use super::progress::Progress;
use crate::database::AnyConnection;
use crate::migrations::revision::Direction;

/// The records at one moment, and their tables.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Snapshot {
    /// The tables of the records.
    pub ledger: Ledger,
    /// The applied versions, whoever applied them.
    pub applied: BTreeSet<String>,
    /// The checksums of those that this tool applied.
    pub checksums: BTreeMap<String, String>,
    /// Revisions that are half applied, or half taken back.
    pub progress: Vec<Progress>,
    /// PostgreSQL's server process of the connection.
    pub server_process: Option<i32>,
}

impl Snapshot {
    /// Reads the records; writes nothing.
    ///
    /// # Errors
    ///
    /// The database's error.
    pub fn read(connection: &mut AnyConnection) -> Result<Self, DieselError> {
        let location = Location::find(connection)?;
        let ledger = Ledger::at(&location, connection.dialect());
        let applied = ledger.applied(connection)?;
        let (checksums, progress) = ledger.own_records(connection)?;
        let mut snapshot = Self {
            ledger,
            applied,
            checksums,
            progress,
            server_process: location.server_process,
        };
        snapshot.forget_stale_progress();
        Ok(snapshot)
    }

    /// Changes the applied versions as a revision did that has run.
    pub(in crate::migrations) fn note(&mut self, version: &str, direction: Direction) {
        match direction {
            Direction::Up => self.applied.insert(version.to_owned()),
            Direction::Down => self.applied.remove(version),
        };
        self.progress.retain(|half| half.version != version);
    }

    /// The versions that count as applied for a downgrade: also those that are half applied.
    pub fn reached(&self) -> BTreeSet<String> {
        let begun = self.progress.iter().map(|half| half.version.clone());
        self.applied.iter().cloned().chain(begun).collect()
    }

    /// How far a revision has come that is not done.
    pub fn progress_of(&self, version: &str) -> Option<&Progress> {
        self.progress.iter().find(|half| half.version == version)
    }

    /// Diesel's own tool knows nothing of what is half done: where it has finished it, that is over.
    fn forget_stale_progress(&mut self) {
        let applied = &self.applied;
        self.progress.retain(|half| {
            let is_applied = applied.contains(&half.version);
            is_applied == (half.direction == Direction::Down)
        });
    }
}
