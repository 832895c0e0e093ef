//! Taking back a revision that is half applied: it becomes one that is half taken back, in one transaction, and goes on as
//! such, whoever is killed when.

use std::time::Instant;

use super::super::context::Context;
use super::super::error::{RunError, records as records_error};
use super::super::job::{Job, not_run, read_script};
use super::super::outcome::Outcome;
use super::super::pairs::{self, Unpaired};
use super::connections::{open_recorder, take_second_lock};
use super::pieces::{pieces, prefix_checksum};
use super::walk::{RECORD, Walk, release};
use crate::migrations::records::{Progress, Snapshot};
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::Prepared;
use moviectl_schema::dialect::script::split;

/// Makes of a revision that is half applied one that is half taken back, if the records are still as they were read. The
/// records are different afterwards in any case.
pub(in crate::migrations::runner) fn turn_back(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    revision: &Revision,
) -> Result<Outcome, RunError> {
    let server = records.ledger.server();
    let up = read_script(revision, Direction::Up)?;
    let down = read_script(revision, Direction::Down)?;
    let prepared = Prepared::new(server, &up, revision.run_in_transaction)
        .map_err(not_run(revision, Direction::Up))?;
    let job = Job {
        revision,
        direction: Direction::Up,
        script: &up,
        prepared: &prepared,
        session: None,
    };
    let second_lock = take_second_lock(context, server, &job)?;
    let mut now = context.read_records()?;
    let progress = now.progress_of(&revision.version).cloned();
    let Some(progress) = progress.filter(|_| now.applied == records.applied) else {
        release(context, second_lock);
        return Ok(Outcome::RecordsChanged);
    };
    let mut walk = Walk {
        recorder: open_recorder(context, &job)?,
        context,
        ledger: &mut now.ledger,
        job: &job,
        second_lock,
        began: Instant::now(),
        begun: None,
    };
    let turned = walk.turn(&progress, &down.text);
    let ended = walk.end();
    turned?;
    ended?;
    Ok(Outcome::RecordsChanged)
}

impl Walk<'_, '_> {
    fn turn(&mut self, progress: &Progress, down: &str) -> Result<(), RunError> {
        let job = self.job;
        let server = self.ledger.server();
        let mut half = progress.clone();
        let skipped = |half: &Progress| pairs::skipped(server, &job.script.text, down, half.done);
        let unpaired = |half: &Progress, reason| RunError::Unpaired {
            progress: Box::new(half.clone()),
            reason,
        };
        if let Err(reason @ Unpaired::NoSteps) = skipped(&half) {
            // Before anything is looked for, or cleared up.
            return Err(unpaired(&half, reason));
        }
        let pieces = pieces(server, job.prepared.statements(), self.recorder.is_some());
        half.done = self.resume(progress, &pieces)?;
        let skipped = skipped(&half).map_err(|reason| unpaired(&half, reason))?;
        self.unlock_tables()?;
        let checksum = prefix_checksum(&split(server.dialect(), down), skipped);
        let guard = self.context.session_lock_condition();
        self.in_transaction(|context, ledger| {
            ledger
                .turn_back(
                    context.connection,
                    guard.as_deref(),
                    &half,
                    skipped,
                    &checksum,
                )
                .map_err(records_error(RECORD))
        })
        // If another process was faster, nothing was changed. The caller reads the records again in either case.
        .map(|_| ())
    }
}
