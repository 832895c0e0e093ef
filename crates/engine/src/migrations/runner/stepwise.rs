//! A revision that runs outside of a transaction: statement by statement, each with a record that is committed before it
//! begins and after it is done. Whoever comes after a crash goes on where it stopped.
//!
//! On a server the lock is held meanwhile by a second connection, since what runs on this one may end every transaction,
//! or by the session. On SQLite each record is written under the file's own lock, and only where nobody else was faster.
//! Where the lock is held, the record that a statement is done is also the one that the next begins, and the last one is
//! that of the revision: one commit a statement.

mod resume;
mod turn_back;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::error::records;
use super::one::Job;
use super::steps::{Kind, Piece, commits, pieces, prefix_checksum};
use super::{Aftermath, Fate, Run, RunError, RunEvent};
use crate::database::transaction::rollback;
use crate::database::{DEFAULT_BUSY_TIMEOUT, HeldLock, interrupt};
use crate::migrations::records::{Snapshot, Step};
use crate::migrations::revision::Direction;
use crate::migrations::script::ScriptError;

/// A revision on its way.
struct Walk<'w> {
    job: &'w Job<'w>,
    began: Instant,
    /// How many statements are before the one that is recorded as begun already.
    begun: Option<usize>,
}

/// Whether a piece is done, or somebody else has changed the records meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stepped {
    Done,
    Overtaken,
}

impl Run<'_> {
    /// Runs one revision if `applied` is still what is applied when the lock is held; tells whether it was.
    pub(super) fn stepwise(
        &mut self,
        job: &Job<'_>,
        applied: &BTreeSet<String>,
    ) -> Result<bool, RunError> {
        let is_fresh = self.hold(job)?;
        let mut walk = Walk {
            job,
            began: Instant::now(),
            begun: None,
        };
        let patience = self.options.lock_timeout.max(DEFAULT_BUSY_TIMEOUT);
        self.be_patient(patience)?;
        let outcome = self.walk(&mut walk, applied, is_fresh);
        self.be_patient(DEFAULT_BUSY_TIMEOUT)?;
        // A lock that the session holds is the one of the next revision too.
        let keeps = self.ledger.dialect().capabilities().session_locks;
        if !(keeps && matches!(outcome, Ok(true))) {
            self.let_go();
        }
        outcome
    }

    /// How long SQLite waits for another process, here the one that runs the same revision.
    fn be_patient(&mut self, timeout: Duration) -> Result<(), RunError> {
        if !self.ledger.dialect().capabilities().embedded {
            return Ok(());
        }
        let milliseconds = timeout.as_millis().min(i32::MAX as u128);
        self.connection
            .batch_execute(&format!("PRAGMA busy_timeout = {milliseconds}"))
            .map_err(records("set how long to wait for other processes"))
    }

    /// Takes the lock beside all transactions of this connection, and tells whether it was not held before. A database in
    /// a file, or in memory, has only its own lock.
    fn hold(&mut self, job: &Job<'_>) -> Result<bool, RunError> {
        let can = self.ledger.dialect().capabilities();
        if can.embedded {
            return Ok(true);
        }
        if self.held.is_some() {
            return Ok(false);
        }
        let timeout = self.options.lock_timeout;
        if can.session_locks {
            let events = &mut self.events;
            let held = HeldLock::take_here(self.connection, timeout, &mut || {
                events(RunEvent::Waiting);
            })?;
            self.ledger.guard = held.condition();
            self.held = Some(held);
            // Here they are the session's.
            let limits = self.options.limits;
            limits
                .set(self.connection)
                .map_err(records("set the limits of the session"))?;
            return Ok(true);
        }
        let no_second = |source| RunError::Second {
            version: job.revision.version.clone(),
            source,
        };
        let second = self.options.second.ok_or_else(|| no_second(None))?;
        let connection = second().map_err(|error| no_second(Some(Box::new(error))))?;
        let events = &mut self.events;
        let held = HeldLock::take(connection, timeout, &mut || {
            events(RunEvent::Waiting);
        })?;
        self.held = Some(held);
        Ok(true)
    }

    /// With `is_fresh` the records may have changed since they were read.
    fn walk(
        &mut self,
        walk: &mut Walk<'_>,
        applied: &BTreeSet<String>,
        is_fresh: bool,
    ) -> Result<bool, RunError> {
        let job = walk.job;
        if is_fresh {
            self.start = None;
            if self.look()?.applied != *applied {
                return Ok(false);
            }
        }
        let statements = job.prepared.statements();
        let pieces = pieces(self.ledger.dialect(), statements);
        let mut done = 0;
        let version = &job.revision.version;
        let known = self.progress.iter().find(|half| half.version == *version);
        let known = known.cloned();
        if let Some(progress) = &known {
            done = self.resume(walk, progress, &pieces)?;
            (self.events)(job.event());
            (self.events)(RunEvent::Resuming {
                statement: (done + 1).min(statements.len()),
                statements: statements.len(),
            });
        } else {
            if !self.begin(walk, applied, pieces.first())? {
                return Ok(false);
            }
            (self.events)(job.event());
        }
        let mut left = pieces
            .iter()
            .filter(|piece| piece.before >= done)
            .peekable();
        while let Some(piece) = left.next() {
            if self.piece(walk, piece, left.peek().copied())? == Stepped::Overtaken {
                return Ok(false);
            }
        }
        self.end(walk, applied)
    }

    /// Records that the revision begins, with its first statement where nothing comes between the two; tells whether nobody
    /// else was faster.
    fn begin(
        &mut self,
        walk: &mut Walk<'_>,
        applied: &BTreeSet<String>,
        first: Option<&Piece<'_, '_>>,
    ) -> Result<bool, RunError> {
        let job = walk.job;
        let started = self.announces(first).map(Piece::text);
        let record = |run: &mut Self| {
            let record = job.record(Duration::ZERO);
            let began = run
                .ledger
                .begin(run.connection, &record, job.direction, started.as_deref())
                .map_err(records("record how far the revision is"))?;
            run.recorded_or_lost(began)
        };
        let begun = if self.ledger.guard.is_some() && self.ledger.is_complete() {
            // The guard is the check, and one statement needs no transaction.
            record(self)?
        } else {
            self.locked(|run| {
                // Where nothing but the file's own lock is held, others may have begun it since, or even have done it.
                let is_other = |now: &Snapshot| {
                    now.applied != *applied || now.progress_of(&job.revision.version).is_some()
                };
                if run.held.is_none() && is_other(&run.read(|run| Snapshot::read(run.connection))?)
                {
                    return Ok(false);
                }
                record(run)
            })?
        };
        walk.begun = started.filter(|_| begun).map(|_| 0);
        Ok(begun)
    }

    fn piece(
        &mut self,
        walk: &mut Walk<'_>,
        piece: &Piece<'_, '_>,
        next: Option<&Piece<'_, '_>>,
    ) -> Result<Stepped, RunError> {
        let ran = interrupted(walk.job, piece.before).and_then(|()| match piece.kind {
            Kind::Recorded => self.recorded(walk.job, piece),
            Kind::Alone => self.alone(walk, piece, next),
            Kind::Transaction => self.own_transaction(walk, piece),
        });
        if let Err(RunError::Script { .. }) = &ran {
            // It failed, and nobody need wonder what became of it. Where that can't be written the server is gone.
            let _ = self.mark_begun(walk.job, piece, false);
        }
        ran
    }

    /// A statement and the record of it, in one transaction.
    fn recorded(&mut self, job: &Job<'_>, piece: &Piece<'_, '_>) -> Result<Stepped, RunError> {
        self.locked(|run| {
            if !run.mark_done(job, piece, None)? {
                return Ok(Stepped::Overtaken);
            }
            for statement in piece.statements {
                let ran = job.prepared.run_marked(run.connection, statement, "");
                job_error(job, piece.before, ran)?;
            }
            Ok(Stepped::Done)
        })
    }

    /// A statement between two records.
    fn alone(
        &mut self,
        walk: &mut Walk<'_>,
        piece: &Piece<'_, '_>,
        next: Option<&Piece<'_, '_>>,
    ) -> Result<Stepped, RunError> {
        let job = walk.job;
        if !self.is_begun(walk, piece)? {
            return Ok(Stepped::Overtaken);
        }
        let mark = mark(job, piece.before);
        for statement in piece.statements {
            let ran = job.prepared.run_marked(self.connection, statement, &mark);
            job_error(job, piece.before, ran)?;
        }
        if next.is_none() && self.held.is_some() {
            // The record of the revision says so.
            return Ok(Stepped::Done);
        }
        let announced = self.announces(next).map(|next| (next.before, next.text()));
        let started = announced.as_ref().map(|(_, text)| text.as_str());
        self.check()?;
        let done = self.stepped(|run| run.mark_done(job, piece, started))?;
        walk.begun = announced.map(|(before, _)| before);
        Ok(done)
    }

    /// A transaction of the script's own, with the record of it inside where it commits.
    fn own_transaction(
        &mut self,
        walk: &mut Walk<'_>,
        piece: &Piece<'_, '_>,
    ) -> Result<Stepped, RunError> {
        let job = walk.job;
        if !self.is_begun(walk, piece)? {
            return Ok(Stepped::Overtaken);
        }
        let mark = mark(job, piece.before);
        let mut recorded = false;
        for statement in piece.statements {
            if commits(statement) {
                self.check()?;
                if !self.mark_done(job, piece, None)? {
                    rollback(self.connection);
                    return Ok(Stepped::Overtaken);
                }
                recorded = true;
            }
            let ran = job.prepared.run_marked(self.connection, statement, &mark);
            if ran.is_err() {
                rollback(self.connection);
            }
            job_error(job, piece.before, ran)?;
        }
        if recorded {
            return Ok(Stepped::Done);
        }
        // It ended otherwise, or not at all.
        rollback(self.connection);
        self.stepped(|run| run.mark_done(job, piece, None))
    }

    /// The records of both tables, and the revision is done.
    fn end(&mut self, walk: &mut Walk<'_>, applied: &BTreeSet<String>) -> Result<bool, RunError> {
        let job = walk.job;
        let took = walk.began.elapsed();
        if self.ledger.dialect().capabilities().embedded {
            self.connection
                .batch_execute("PRAGMA foreign_keys=ON")
                .map_err(records("switch foreign keys on"))?;
        }
        let record = job.record(took);
        let duration = record.duration_ms.to_string();
        if job.direction == Direction::Up
            && let Some(all) = self.ledger.guarded_insert_sql(&record, &duration, applied)
        {
            if self.connection.batch_execute(&all).is_ok() {
                return Ok(true);
            }
            rollback(self.connection);
        }
        self.locked(|run| {
            if run.read(|run| run.ledger.applied(run.connection))? != *applied {
                return Ok(false);
            }
            run.write(job, took)?;
            Ok(true)
        })
    }

    fn stepped(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<bool, RunError>,
    ) -> Result<Stepped, RunError> {
        Ok(if step(self)? {
            Stepped::Done
        } else {
            Stepped::Overtaken
        })
    }

    /// Makes sure that a piece is recorded as begun; tells whether nobody else was faster.
    fn is_begun(&mut self, walk: &mut Walk<'_>, piece: &Piece<'_, '_>) -> Result<bool, RunError> {
        if walk.begun == Some(piece.before) {
            return Ok(true);
        }
        self.mark_begun(walk.job, piece, true)
    }

    /// Records that a piece begins; with `runs`, that this process runs it.
    fn mark_begun(
        &mut self,
        job: &Job<'_>,
        piece: &Piece<'_, '_>,
        runs: bool,
    ) -> Result<bool, RunError> {
        self.check()?;
        self.step(&Step {
            version: &job.revision.version,
            direction: job.direction,
            expected: piece.before,
            done: piece.before,
            prefix_checksum: &prefix_checksum(job.prepared.statements(), piece.before),
            started: Some(&piece.text()),
            runs,
        })
    }

    /// Records, in the transaction that is open, if one is, that a piece is done, and which one begins by that.
    fn mark_done(
        &mut self,
        job: &Job<'_>,
        piece: &Piece<'_, '_>,
        started: Option<&str>,
    ) -> Result<bool, RunError> {
        self.step(&Step {
            version: &job.revision.version,
            direction: job.direction,
            expected: piece.before,
            done: piece.after(),
            prefix_checksum: &prefix_checksum(job.prepared.statements(), piece.after()),
            started,
            runs: started.is_some(),
        })
    }

    fn step(&mut self, step: &Step<'_>) -> Result<bool, RunError> {
        let stepped = self
            .ledger
            .step(self.connection, step)
            .map_err(records("record how far the revision is"))?;
        self.recorded_or_lost(stepped)
    }

    /// Whether a record was written; where it was not, the lock may be the reason.
    fn recorded_or_lost(&mut self, recorded: bool) -> Result<bool, RunError> {
        if let Some(held) = self.held.as_mut().filter(|_| !recorded) {
            held.check(self.connection)?;
        }
        Ok(recorded)
    }

    /// Whether the lock is still held, where a record does not tell by itself.
    fn check(&mut self) -> Result<(), RunError> {
        match &mut self.held {
            Some(held) if self.ledger.guard.is_none() => Ok(held.check(self.connection)?),
            _ => Ok(()),
        }
    }

    /// The next piece, where the record of what is before it can say that it begins: nobody else can come between.
    fn announces<'p, 's, 't>(&self, next: Option<&'p Piece<'s, 't>>) -> Option<&'p Piece<'s, 't>> {
        next.filter(|next| next.kind != Kind::Recorded && self.held.is_some())
    }
}

/// What is left where so many statements are done.
fn stays_done(job: &Job<'_>, done: usize) -> Aftermath {
    let count = |statements| u32::try_from(statements).unwrap_or(u32::MAX);
    Aftermath::StaysDone {
        done: count(done),
        of: count(job.prepared.len()),
    }
}

/// The error of a run that was asked to stop.
fn interrupted(job: &Job<'_>, done: usize) -> Result<(), RunError> {
    job_error(job, done, interrupt::check().map_err(ScriptError::from))
}

/// By what a statement is found on the server.
fn mark(job: &Job<'_>, done: usize) -> String {
    format!(
        "/* moviectl {} {} {} */ ",
        job.revision.version,
        job.direction.file_name(),
        done + 1
    )
}

fn job_error(job: &Job<'_>, done: usize, ran: Result<(), ScriptError>) -> Result<(), RunError> {
    ran.map_err(|source| job.failed(stays_done(job, done), source))
}
