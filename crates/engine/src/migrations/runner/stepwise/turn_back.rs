//! Taking back a revision that is half applied: it becomes one that is half taken back, in one transaction, and goes on as
//! such, whoever is killed when.

use std::collections::BTreeSet;
use std::time::Instant;

use super::super::error::records;
use super::super::one::{Job, script_error};
use super::super::pairs::{self, Unpaired};
use super::super::steps::{pieces, prefix_checksum};
use super::{Aftermath, Run, RunError, Walk};
use crate::migrations::records::Progress;
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::{self, Prepared};
use moviectl_schema::dialect::script::split;

impl Run<'_> {
    /// Tells whether the revision, which is half applied while `applied` is applied, is half taken back now.
    pub(in crate::migrations::runner) fn turn_back(
        &mut self,
        revision: &Revision,
        applied: &BTreeSet<String>,
    ) -> Result<bool, RunError> {
        let dialect = self.ledger.dialect();
        let not_run = |direction| script_error(revision, direction, Aftermath::NotRun);
        let up = script::read(revision, Direction::Up).map_err(not_run(Direction::Up))?;
        let down = script::read(revision, Direction::Down).map_err(not_run(Direction::Down))?;
        let prepared = Prepared::new(dialect, &up, revision.run_in_transaction)
            .map_err(not_run(Direction::Up))?;
        let job = Job {
            revision,
            direction: Direction::Up,
            script: &up,
            prepared: &prepared,
            rest: &[],
        };
        self.let_go();
        self.hold(&job)?;
        let walk = Walk {
            job: &job,
            began: Instant::now(),
            begun: None,
        };
        let outcome = self.turn(&walk, applied, &down.text);
        // What comes next reads the records anew.
        self.let_go();
        outcome
    }

    fn turn(
        &mut self,
        walk: &Walk<'_>,
        applied: &BTreeSet<String>,
        down: &str,
    ) -> Result<bool, RunError> {
        self.start = None;
        let now = self.look()?;
        let job = walk.job;
        let known = now.progress_of(&job.revision.version);
        let Some(progress) = known.filter(|_| now.applied == *applied) else {
            return Ok(false);
        };
        let dialect = self.ledger.dialect();
        let mut half = progress.clone();
        let skipped = |half: &Progress| pairs::skipped(dialect, &job.script.text, down, half.done);
        let unpaired = |half: &Progress, reason| RunError::Unpaired {
            progress: Box::new(half.clone()),
            reason,
        };
        if let Err(reason @ Unpaired::NoSteps) = skipped(&half) {
            // Before anything is looked for, or cleared up.
            return Err(unpaired(&half, reason));
        }
        let pieces = pieces(dialect, job.prepared.statements());
        half.done = self.resume(walk, progress, &pieces)?;
        let skipped = skipped(&half).map_err(|reason| unpaired(&half, reason))?;
        let checksum = prefix_checksum(&split(dialect, down), skipped);
        self.locked(|run| {
            run.ledger
                .turn_back(run.connection, &half, skipped, &checksum)
                .map_err(records("record how far the revision is"))
        })
    }
}
