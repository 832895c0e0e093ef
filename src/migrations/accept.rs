//! Takes the scripts of applied revisions as they are now for those that were applied.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;

use super::records::Ledger;
use super::repository::Repository;
use super::revision::Direction;
use super::runner::{RunError, RunOptions};
use crate::database::transaction::{commit, rollback};
use crate::database::{AnyConnection, lock};

/// Records the present checksum of those of `versions` whose `up.sql` is not what was applied, and returns them. What
/// was never recorded with a checksum (another tool applied it) is passed over.
///
/// # Errors
///
/// [`RunError`]; nothing is changed then.
pub fn accept_changes(
    connection: &mut AnyConnection,
    repository: &Repository,
    versions: &BTreeSet<String>,
    options: RunOptions,
) -> Result<Vec<String>, RunError> {
    // Under the lock: what another process applies meanwhile is recorded by that one.
    let _ = lock(connection, options.lock_timeout, &mut || {})?;
    let outcome = accept(connection, repository, versions).and_then(|accepted| {
        commit(connection).map_err(records("commit"))?;
        Ok(accepted)
    });
    if outcome.is_err() {
        rollback(connection);
    }
    outcome
}

fn accept(
    connection: &mut AnyConnection,
    repository: &Repository,
    versions: &BTreeSet<String>,
) -> Result<Vec<String>, RunError> {
    let reading = "read what was applied";
    let ledger = Ledger::open(connection).map_err(records(reading))?;
    let applied = ledger.applied(connection).map_err(records(reading))?;
    let checksums = ledger.checksums(connection).map_err(records(reading))?;
    let (_, Some(table)) = ledger.tables() else {
        return Ok(Vec::new());
    };
    let update = format!("UPDATE {table} SET checksum = $1 WHERE version = $2");
    let mut accepted = Vec::new();
    for version in versions.iter().filter(|version| applied.contains(*version)) {
        let (Some(revision), Some(recorded)) = (repository.get(version), checksums.get(version))
        else {
            continue;
        };
        let Some(script) = revision.script(Direction::Up)? else {
            continue;
        };
        let checksum = script.checksum();
        if checksum == *recorded {
            continue;
        }
        diesel::sql_query(&update)
            .bind::<Text, _>(checksum)
            .bind::<Text, _>(version)
            .execute(connection)
            .map_err(records("record the checksum"))?;
        accepted.push(version.clone());
    }
    Ok(accepted)
}

fn records(doing: &'static str) -> impl Fn(DieselError) -> RunError {
    move |source| RunError::Records { doing, source }
}
