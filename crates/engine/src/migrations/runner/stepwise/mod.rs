//! A revision that runs outside of a transaction, statement by statement. A record is committed before each statement
//! begins and after it is done. The next run after a crash continues where it stopped.
//!
//! On a server, the session holds the lock meanwhile, or a second connection does, since a statement on this connection
//! may end every transaction. On SQLite, each record is written under the file's own lock, and only if no other process
//! was faster. While the lock is held, the record that a statement is done is also the record that the next one begins.
//! The last one is the record of the revision. So each statement needs one commit.
//!
//! A script with `LOCK TABLES` (MySQL) keeps its session from all other tables. Its records are written on a second
//! connection.

mod connections;
mod pieces;
mod resume;
mod run_piece;
mod turn_back;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::error::records as records_error;
use super::job::Job;
use super::transaction::{finish, has_exactly, locked};
use super::{Aftermath, Context, Fate, Outcome, RunError, RunEvent};
use crate::database::transaction::begin_write;
use crate::database::{AnyConnection, DEFAULT_BUSY_TIMEOUT, HeldLock, interrupt};
use crate::migrations::records::{Ledger, Progress, Snapshot, Step};
use crate::migrations::script::ScriptError;
use moviectl_schema::dialect::Dialect;

use connections::{be_patient, open_recorder, set_busy_timeout, take_second_lock};
use pieces::{Kind, Piece, pieces, prefix_checksum};
pub(super) use turn_back::turn_back;

/// A revision on its way.
struct Walk<'w, 'c> {
    context: &'w mut Context<'c>,
    ledger: &'w mut Ledger,
    job: &'w Job<'w>,
    /// The lock, where a second connection holds it.
    second_lock: Option<HeldLock>,
    /// A second connection for the records, where the script locks tables.
    recorder: Option<AnyConnection>,
    began: Instant,
    /// How many statements are before the one that is recorded as begun already.
    begun: Option<usize>,
}

/// The outcome of a step: the piece is done, or another process has changed the records meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stepped {
    Done,
    Overtaken,
}

impl Stepped {
    fn of(recorded: bool) -> Self {
        if recorded {
            Self::Done
        } else {
            Self::Overtaken
        }
    }
}

/// Runs one revision, or goes on with it, if the records are still as they were read.
pub(super) fn run(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    job: &Job<'_>,
) -> Result<Outcome, RunError> {
    let second_lock = take_second_lock(context, records.ledger.server(), job)?;
    let patience = context.lock_timeout().max(DEFAULT_BUSY_TIMEOUT);
    let busy_timeout = be_patient(context.connection, patience)?;
    let outcome = run_locked(context, records, job, second_lock);
    let restored = busy_timeout.map_or(Ok(()), |before| {
        set_busy_timeout(context.connection, before)
    });
    // Why the run failed comes before why something could not be put back.
    let outcome = outcome?;
    restored?;
    Ok(outcome)
}

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

fn release(context: &mut Context<'_>, lock: Option<HeldLock>) {
    if let Some(lock) = lock {
        lock.release(context.connection);
    }
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

    /// Gives back what was taken for the revision.
    fn end(mut self) -> Result<(), RunError> {
        let unlocked = self.unlock_tables();
        release(self.context, self.second_lock.take());
        unlocked
    }

    fn dialect(&self) -> Dialect {
        self.ledger.dialect()
    }

    /// Lets go of the tables that the script has locked.
    fn unlock_tables(&mut self) -> Result<(), RunError> {
        if self.recorder.is_none() || !self.dialect().features().ddl_commits {
            return Ok(());
        }
        self.context
            .connection
            .batch_execute("UNLOCK TABLES")
            .map_err(records_error("unlock the tables"))
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

    /// Runs `body` in a transaction under the lock: the one that is held meanwhile, else the file's. That the session's lock
    /// is still held, the records in `body` make sure of.
    fn in_transaction<T>(
        &mut self,
        body: impl FnOnce(&mut Context<'_>, &mut Ledger) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        if self.context.session_lock.is_some() {
            begin_write(self.context.connection).map_err(records_error("begin a transaction"))?;
            return finish(self.context, self.ledger, body);
        }
        let Some(lock) = &mut self.second_lock else {
            return locked(self.context, self.ledger, body);
        };
        lock.check(self.context.connection)?;
        begin_write(self.context.connection).map_err(records_error("begin a transaction"))?;
        let limits = self.context.options.limits;
        finish(self.context, self.ledger, |context, ledger| {
            limits
                .set(context.connection)
                .map_err(records_error("set the limits of the transaction"))?;
            body(context, ledger)
        })
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

    /// Makes sure that a piece is recorded as begun; tells whether nobody else was faster.
    fn is_begun(&mut self, piece: &Piece<'_, '_>) -> Result<bool, RunError> {
        if self.begun == Some(piece.before) {
            return Ok(true);
        }
        self.mark_begun(piece, true)
    }

    /// Records that a piece begins; with `runs`, that this process runs it.
    fn mark_begun(&mut self, piece: &Piece<'_, '_>, runs: bool) -> Result<bool, RunError> {
        self.check_second_lock()?;
        let job = self.job;
        let checksum = prefix_checksum(job.prepared.statements(), piece.before);
        let text = piece.text();
        self.step(&Step {
            runs,
            ..step_of(job, piece.before, piece.before, &checksum, Some(&text))
        })
    }

    /// Records, in the transaction that is open, if one is, that a piece is done, and which one begins by that.
    fn mark_done(
        &mut self,
        piece: &Piece<'_, '_>,
        started: Option<&str>,
    ) -> Result<bool, RunError> {
        let job = self.job;
        let checksum = prefix_checksum(job.prepared.statements(), piece.after());
        self.step(&step_of(
            job,
            piece.before,
            piece.after(),
            &checksum,
            started,
        ))
    }

    /// Records a step, and tells whether nobody else was faster.
    fn step(&mut self, step: &Step<'_>) -> Result<bool, RunError> {
        let guard = self.context.session_lock_condition();
        let connection = self.recorder.as_mut().unwrap_or(self.context.connection);
        let recorded = self
            .ledger
            .step(connection, guard.as_deref(), step)
            .map_err(records_error(RECORD))?;
        if !recorded {
            // A lock that is lost may be the reason.
            self.check_lock()?;
        }
        Ok(recorded)
    }

    fn is_locked(&self) -> bool {
        self.second_lock.is_some() || self.context.session_lock.is_some()
    }

    /// Makes sure that the lock is still held.
    fn check_lock(&mut self) -> Result<(), RunError> {
        self.check_second_lock()?;
        self.context.check_session_lock()
    }

    /// Makes sure that the lock is still held, where no record makes sure of it by itself.
    fn check_second_lock(&mut self) -> Result<(), RunError> {
        match &mut self.second_lock {
            Some(lock) => Ok(lock.check(self.context.connection)?),
            None => Ok(()),
        }
    }

    /// The next piece, where the record of what is before it can say that it begins: nobody else can come between.
    fn announces<'p, 's, 't>(&self, next: Option<&'p Piece<'s, 't>>) -> Option<&'p Piece<'s, 't>> {
        next.filter(|next| next.kind != Kind::Recorded && self.is_locked())
    }
}

/// The step that ends with so many statements done; `started` begins by it, and runs.
fn step_of<'s>(
    job: &'s Job<'_>,
    expected: usize,
    done: usize,
    prefix_checksum: &'s str,
    started: Option<&'s str>,
) -> Step<'s> {
    Step {
        version: &job.revision.version,
        direction: job.direction,
        expected,
        done,
        prefix_checksum,
        started,
        runs: started.is_some(),
    }
}

const RECORD: &str = "record how far the revision is";

/// The aftermath of a failure behind so many statements.
fn stays_done(job: &Job<'_>, done: usize) -> Aftermath {
    let count = |statements| u32::try_from(statements).unwrap_or(u32::MAX);
    Aftermath::StaysDone {
        done: count(done),
        of: count(job.prepared.len()),
    }
}

/// The aftermath of a connection that is lost behind so many statements.
fn cut_off(job: &Job<'_>, done: usize) -> Aftermath {
    match stays_done(job, done) {
        Aftermath::StaysDone { done, of } => Aftermath::CutOff { done, of },
        other => other,
    }
}

/// The error of a run that was asked to stop.
fn interrupted(job: &Job<'_>, done: usize) -> Result<(), RunError> {
    job_error(job, done, interrupt::check().map_err(ScriptError::from))
}

/// The comment by which a statement is found on the server.
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
