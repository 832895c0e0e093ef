//! Records without runs.

use std::time::Duration;

use super::error::records;
use super::job::script_error;
use super::{Aftermath, Context, RunError, RunEvent, RunOptions, locked, record};
use crate::database::AnyConnection;
use crate::migrations::names::Target;
use crate::migrations::records::Progress;
use crate::migrations::repository::Repository;
use crate::migrations::revision::Direction;
use crate::migrations::script;

/// Records the versions that `target` needs as applied, and no others of the repository, without running anything.
/// Returns whether anything was changed. Versions that the repository does not know stay, unless `purge`.
///
/// # Errors
///
/// [`RunError`].
pub fn stamp(
    connection: &mut AnyConnection,
    repository: &Repository,
    target: &Target,
    purge: bool,
    options: RunOptions<'_>,
) -> Result<bool, RunError> {
    let graph = repository.graph();
    let wanted = graph.with_ancestors(target.versions().iter().map(String::as_str));
    let mut quiet = |_: RunEvent<'_>| {};
    let mut context = Context::new(connection, options, &mut quiet);
    let mut ledger = context.read_records()?.ledger;
    locked(&mut context, &mut ledger, |context, ledger| {
        let now = context.read_records()?;
        let connection = &mut *context.connection;
        let forget = |connection: &mut AnyConnection, version: &str| {
            ledger
                .delete(connection, version)
                .map_err(records("remove the revision's record"))
        };
        let mut changed = false;
        // Whoever stamps says where the database stands: nothing is half done any more.
        let unapplied = |half: &&Progress| !now.applied.contains(&half.version);
        for half in now.progress.iter().filter(unapplied) {
            forget(connection, &half.version)?;
            changed = true;
        }
        for version in &now.applied {
            let stays = wanted.contains(version.as_str()) || (!graph.contains(version) && !purge);
            if !stays {
                forget(connection, version)?;
                changed = true;
            }
        }
        let missing = |version: &&&str| !now.applied.contains(**version);
        for version in wanted.iter().filter(missing) {
            if let Some(revision) = repository.get(version) {
                let script = script::read(revision, Direction::Up).map_err(script_error(
                    revision,
                    Direction::Up,
                    Aftermath::NotRun,
                ))?;
                ledger
                    .insert(connection, &record(revision, &script, Duration::ZERO, 0))
                    .map_err(records("record the revision"))?;
                changed = true;
            }
        }
        Ok(changed)
    })
}
