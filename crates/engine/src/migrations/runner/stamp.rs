//! Records without runs.

use std::time::Duration;

use super::context::Context;
use super::error::{RunError, records};
use super::job::{read_script, record};
use super::options::{RunEvent, RunOptions};
use super::transaction::locked;
use crate::database::AnyConnection;
use crate::migrations::names::Target;
use crate::migrations::records::Progress;
use crate::migrations::repository::Repository;
use crate::migrations::revision::Direction;
use crate::migrations::todo::to_stamp;

/// Records the versions that the targets need as applied, and none that follow them, without running anything. Returns
/// whether anything was changed. The records of other branches stay, and those that the repository does not know, unless
/// `purge`.
///
/// # Errors
///
/// [`RunError`].
pub fn stamp(
    connection: &mut AnyConnection,
    repository: &Repository,
    targets: &[Target],
    purge: bool,
    options: RunOptions<'_>,
) -> Result<bool, RunError> {
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
        let restamped = to_stamp(repository, &now.applied, targets, purge);
        // A stamp says which revisions of a branch are applied, so no revision of it is half done any more.
        let is_over = |half: &&Progress| {
            !now.applied.contains(&half.version) && restamped.tells(repository, &half.version)
        };
        let over = now.progress.iter().filter(is_over);
        let over: Vec<&str> = over.map(|half| half.version.as_str()).collect();
        for version in over.iter().chain(&restamped.forget) {
            forget(connection, version)?;
        }
        for revision in &restamped.record {
            let script = read_script(revision, Direction::Up)?;
            ledger
                .insert(connection, &record(revision, &script, Duration::ZERO, 0))
                .map_err(records("record the revision"))?;
        }
        Ok(!over.is_empty() || !restamped.forget.is_empty() || !restamped.record.is_empty())
    })
}
