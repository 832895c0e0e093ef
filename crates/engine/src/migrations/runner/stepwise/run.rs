//! Runs a revision statement by statement, from its beginning or from where it stopped.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::super::context::Context;
use super::super::error::{RunError, records as records_error};
use super::super::job::Job;
use super::super::options::RunEvent;
use super::super::outcome::Outcome;
use super::super::transaction::has_exactly;
use super::connections::{open_recorder, take_second_lock};
use super::pieces::{Piece, pieces};
use super::walk::{RECORD, Stepped, Walk, job_error, release};
use crate::database::{AnyConnection, DEFAULT_BUSY_TIMEOUT, HeldLock, Patience};
use crate::migrations::records::{Ledger, Progress, Snapshot};

/// Runs one revision, or goes on with it, if the records are still as they were read.
pub(in crate::migrations::runner) fn run(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    job: &Job<'_>,
) -> Result<Outcome, RunError> {
    let second_lock = take_second_lock(context, records.ledger.server(), job)?;
    let patience = context.lock_timeout().max(DEFAULT_BUSY_TIMEOUT);
    // Another process may run the same revision.
    let before = Patience::set(context.connection, patience).map_err(records_error(PATIENCE))?;
    let outcome = run_locked(context, records, job, second_lock);
    let restored = before.map_or(Ok(()), |before| before.restore(context.connection));
    // Why the run failed comes before why something could not be put back.
    let outcome = outcome?;
    restored.map_err(records_error(PATIENCE))?;
    Ok(outcome)
}

const PATIENCE: &str = "set how long to wait for other processes";

fn run_locked(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    job: &Job<'_>,
    second_lock: Option<HeldLock>,
) -> Result<Outcome, RunError> {
    if context.session_lock.is_none() {
        // They were read before the lock was taken.
        let now = context.read_records()?;
        if now.applied != records.applied {
            release(context, second_lock);
            return Ok(Outcome::RecordsChanged);
        }
        *records = now;
    }
    let Snapshot {
        ledger,
        applied,
        progress,
        ..
    } = records;
    let progress = progress
        .iter()
        .find(|half| half.version == job.revision.version);
    let mut walk = Walk {
        recorder: open_recorder(context, job)?,
        context,
        ledger,
        job,
        second_lock,
        began: Instant::now(),
        begun: None,
    };
    let outcome = walk.walk(applied, progress);
    let ended = walk.end();
    let outcome = outcome?;
    ended?;
    Ok(outcome)
}

impl Walk<'_, '_> {
    fn walk(
        &mut self,
        applied: &BTreeSet<String>,
        progress: Option<&Progress>,
    ) -> Result<Outcome, RunError> {
        let job = self.job;
        let statements = job.prepared.statements();
        let pieces = pieces(self.ledger.server(), statements, self.recorder.is_some());
        let mut done = 0;
        if let Some(progress) = progress {
            done = self.resume(progress, &pieces)?;
            (self.context.events)(job.event());
            if done < statements.len() {
                (self.context.events)(RunEvent::Resuming {
                    statement: done + 1,
                    statements: statements.len(),
                });
            }
        } else {
            if !self.begin(applied, pieces.first())? {
                return Ok(Outcome::RecordsChanged);
            }
            let forgotten = job.prepared.forget_last_number(self.context.connection);
            job_error(job, 0, forgotten)?;
            (self.context.events)(job.event());
        }
        let mut left = pieces
            .iter()
            .filter(|piece| piece.before >= done)
            .peekable();
        while let Some(piece) = left.next() {
            if self.piece(piece, left.peek().copied())? == Stepped::Overtaken {
                return Ok(Outcome::RecordsChanged);
            }
        }
        self.complete(applied)
    }

    /// Records that the revision begins, with its first statement where nothing comes between the two; tells whether nobody
    /// else was faster.
    fn begin(
        &mut self,
        applied: &BTreeSet<String>,
        first: Option<&Piece<'_, '_>>,
    ) -> Result<bool, RunError> {
        let job = self.job;
        let started = self.announces(first).map(Piece::text);
        let guard = self.context.session_lock_condition();
        let record = |connection: &mut AnyConnection, ledger: &Ledger| {
            ledger
                .begin(
                    connection,
                    guard.as_deref(),
                    &job.record(Duration::ZERO),
                    job.direction,
                    started.as_deref(),
                )
                .map_err(records_error(RECORD))
        };
        let begun = if guard.is_some() && self.ledger.is_complete() {
            // The guard is the check, and one statement needs no transaction.
            record(self.context.connection, self.ledger)?
        } else {
            let is_locked = self.is_locked();
            self.in_transaction(|context, ledger| {
                // If only the file's own lock is held, another process may have begun the revision since, or even have
                // done it.
                let is_other = |now: &Snapshot| {
                    now.applied != *applied || now.progress_of(&job.revision.version).is_some()
                };
                if !is_locked && is_other(&context.read_records()?) {
                    return Ok(false);
                }
                record(context.connection, ledger)
            })?
        };
        if !begun {
            self.check_lock()?;
        }
        self.begun = started.filter(|_| begun).map(|_| 0);
        Ok(begun)
    }

    /// The records of both tables, and the revision is done.
    fn complete(&mut self, applied: &BTreeSet<String>) -> Result<Outcome, RunError> {
        let job = self.job;
        let took = self.began.elapsed();
        self.unlock_tables()?;
        job.give_back(self.context.connection)?;
        let guard = self.context.session_lock_condition();
        let outcome = self.in_transaction(|context, ledger| {
            if !has_exactly(context.connection, ledger, guard.as_deref(), applied)? {
                return Ok(Outcome::RecordsChanged);
            }
            job.write_record(context.connection, ledger, took)?;
            Ok(Outcome::Done)
        })?;
        if outcome == Outcome::RecordsChanged {
            self.check_lock()?;
        }
        Ok(outcome)
    }
}
