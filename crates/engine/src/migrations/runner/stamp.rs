//! Records without runs.

use std::time::Duration;

use super::one::record;
use super::{Aftermath, Run, RunError, RunEvent, RunOptions};
use crate::database::AnyConnection;
use crate::migrations::names::Target;
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
    let mut run = Run::new(connection, options, &mut quiet)?;
    run.locked(|run| {
        let applied = run.applied()?;
        let mut changed = false;
        // Whoever stamps says where the database stands: nothing is half done any more.
        let half = run.read(|run| run.ledger.progress(run.connection))?;
        for half in half.iter().filter(|half| !applied.contains(&half.version)) {
            run.forget(&half.version)?;
            changed = true;
        }
        for version in &applied {
            let stays = wanted.contains(version.as_str()) || (!graph.contains(version) && !purge);
            if !stays {
                run.forget(version)?;
                changed = true;
            }
        }
        for version in wanted.iter().filter(|version| !applied.contains(**version)) {
            if let Some(revision) = repository.get(version) {
                let script =
                    script::read(revision, Direction::Up).map_err(|source| RunError::Script {
                        version: revision.version.clone(),
                        direction: Direction::Up,
                        aftermath: Aftermath::NotRun,
                        source,
                    })?;
                run.remember(&record(revision, &script, Duration::ZERO, 0))?;
                changed = true;
            }
        }
        Ok(changed)
    })
}
