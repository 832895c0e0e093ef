//! A revision that runs outside of a transaction: statement by statement, each with a record that is committed before it
//! begins and after it is done. Whoever comes after a crash goes on where it stopped.
//!
//! On a server the lock is held meanwhile by a second connection, since what runs on this one may end every transaction,
//! or by the session. On SQLite each record is written under the file's own lock, and only where nobody else was faster.
//! Where the lock is held, the record that a statement is done is also the one that the next begins, and the last one is
//! that of the revision: one commit a statement.
//!
//! A script with `LOCK TABLES` (MySQL) keeps its session from all other tables. Its records are written on a second
//! connection.

mod pieces;
mod resume;
mod turn_back;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::error::records as records_error;
use super::job::Job;
use super::transaction::{finish, has_exactly, locked};
use super::{Aftermath, Context, Fate, Outcome, RunError, RunEvent};
use crate::database::transaction::{begin_write, rollback};
use crate::database::{AnyConnection, DEFAULT_BUSY_TIMEOUT, HeldLock, interrupt};
use crate::migrations::records::{Ledger, Progress, Snapshot, Step};
use crate::migrations::script::ScriptError;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::locks_tables;

use pieces::{Kind, Piece, closes, commits, pieces, prefix_checksum};
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

/// Whether a piece is done, or somebody else has changed the records meanwhile.
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
    let second_lock = take_second_lock(context, job)?;
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

/// Takes the lock on a second connection. A session that holds its lock needs none, and a database in a file, or in
/// memory, has only its own lock.
fn take_second_lock(
    context: &mut Context<'_>,
    job: &Job<'_>,
) -> Result<Option<HeldLock>, RunError> {
    if context.session_lock.is_some() || context.connection.dialect().capabilities().embedded {
        return Ok(None);
    }
    let second = open_second(context, job, "to hold the lock")?;
    let events = &mut context.events;
    let timeout = context.options.lock_timeout;
    let held = HeldLock::on_second(second, timeout, &mut || events(RunEvent::Waiting))?;
    Ok(Some(held))
}

/// A second connection for the records of a script that locks tables: its session could not reach them.
fn open_recorder(context: &Context<'_>, job: &Job<'_>) -> Result<Option<AnyConnection>, RunError> {
    let dialect = context.connection.dialect();
    let statements = job.prepared.statements();
    if statements.iter().any(|one| locks_tables(dialect, one)) {
        return open_second(context, job, "to write the records while tables are locked").map(Some);
    }
    Ok(None)
}

fn open_second(
    context: &Context<'_>,
    job: &Job<'_>,
    purpose: &'static str,
) -> Result<AnyConnection, RunError> {
    let failed = |source| RunError::Second {
        version: job.revision.version.clone(),
        purpose,
        source,
    };
    let second = context.options.second.ok_or_else(|| failed(None))?;
    second().map_err(|error| failed(Some(Box::new(error))))
}

#[derive(QueryableByName)]
struct BusyTimeout {
    #[diesel(sql_type = Integer)]
    timeout: i32,
}

/// Has SQLite wait longer for another process, here the one that runs the same revision, and returns how long it waited
/// before, in milliseconds. A server has locks of its own.
fn be_patient(connection: &mut AnyConnection, timeout: Duration) -> Result<Option<i32>, RunError> {
    if !connection.dialect().capabilities().embedded {
        return Ok(None);
    }
    let before: BusyTimeout = diesel::sql_query("PRAGMA busy_timeout")
        .get_result(connection)
        .map_err(records_error(PATIENCE))?;
    let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
    set_busy_timeout(connection, milliseconds)?;
    Ok(Some(before.timeout))
}

fn set_busy_timeout(connection: &mut AnyConnection, milliseconds: i32) -> Result<(), RunError> {
    connection
        .batch_execute(&format!("PRAGMA busy_timeout = {milliseconds}"))
        .map_err(records_error(PATIENCE))
}

const PATIENCE: &str = "set how long to wait for other processes";

impl Walk<'_, '_> {
    fn walk(
        &mut self,
        applied: &BTreeSet<String>,
        progress: Option<&Progress>,
    ) -> Result<Outcome, RunError> {
        let job = self.job;
        let statements = job.prepared.statements();
        let pieces = pieces(self.dialect(), statements, self.recorder.is_some());
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
        if self.recorder.is_none() {
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
                // Where nothing but the file's own lock is held, others may have begun it since, or even have done it.
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

    /// Runs `body` in a transaction under the lock: the one that is held meanwhile, else the file's.
    fn in_transaction<T>(
        &mut self,
        body: impl FnOnce(&mut Context<'_>, &mut Ledger) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
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

    fn piece(
        &mut self,
        piece: &Piece<'_, '_>,
        next: Option<&Piece<'_, '_>>,
    ) -> Result<Stepped, RunError> {
        let ran = interrupted(self.job, piece.before).and_then(|()| match piece.kind {
            Kind::Recorded => self.recorded(piece),
            Kind::Alone => self.alone(piece, next),
            Kind::Transaction => self.own_transaction(piece),
        });
        if let Err(RunError::Script { .. }) = &ran {
            // It failed, and nobody need wonder what became of it. Where that can't be written the server is gone.
            let _ = self.mark_begun(piece, false);
        }
        ran
    }

    /// A statement and the record of it, in one transaction.
    fn recorded(&mut self, piece: &Piece<'_, '_>) -> Result<Stepped, RunError> {
        let job = self.job;
        let guard = self.context.session_lock_condition();
        let stepped = self.in_transaction(|context, ledger| {
            let checksum = prefix_checksum(job.prepared.statements(), piece.after());
            let step = step_of(job, piece.before, piece.after(), &checksum, None);
            let recorded = ledger
                .step(context.connection, guard.as_deref(), &step)
                .map_err(records_error(RECORD))?;
            if !recorded {
                return Ok(Stepped::Overtaken);
            }
            for statement in piece.statements {
                let ran = job.prepared.run_marked(context.connection, statement, "");
                job_error(job, piece.before, ran)?;
            }
            Ok(Stepped::Done)
        });
        let stepped = stepped.map_err(|error| match error {
            RunError::Commit { source, .. } => job.failed(
                stays_done(job, piece.before),
                job.prepared.commit_failed(source),
            ),
            error => error,
        })?;
        if stepped == Stepped::Overtaken {
            self.check_lock()?;
        }
        Ok(stepped)
    }

    /// A statement between two records.
    fn alone(
        &mut self,
        piece: &Piece<'_, '_>,
        next: Option<&Piece<'_, '_>>,
    ) -> Result<Stepped, RunError> {
        let job = self.job;
        if !self.is_begun(piece)? {
            return Ok(Stepped::Overtaken);
        }
        let mark = mark(job, piece.before);
        for statement in piece.statements {
            let ran = job
                .prepared
                .run_marked(self.context.connection, statement, &mark);
            job_error(job, piece.before, ran)?;
        }
        if self.recorder.is_some() {
            // Where the script has switched autocommit off, what is recorded as done must not be open any more. COMMIT
            // keeps the tables locked: <https://dev.mysql.com/doc/refman/8.0/en/lock-tables.html>.
            let committed = self.context.connection.batch_execute("COMMIT");
            job_error(
                job,
                piece.before,
                committed.map_err(|source| job.prepared.commit_failed(source)),
            )?;
        }
        if next.is_none() && self.is_locked() {
            // The record of the revision says so.
            return Ok(Stepped::Done);
        }
        let announced = self.announces(next).map(|next| (next.before, next.text()));
        let started = announced.as_ref().map(|(_, text)| text.as_str());
        self.check_second_lock()?;
        let done = self.mark_done(piece, started)?;
        self.begun = announced.map(|(before, _)| before);
        Ok(Stepped::of(done))
    }

    /// A transaction of the script's own, with the record of it inside where it commits.
    fn own_transaction(&mut self, piece: &Piece<'_, '_>) -> Result<Stepped, RunError> {
        let job = self.job;
        if !self.is_begun(piece)? {
            return Ok(Stepped::Overtaken);
        }
        let mark = mark(job, piece.before);
        let mut recorded = false;
        for statement in piece.statements {
            if commits(statement) {
                self.check_second_lock()?;
                if !self.mark_done(piece, None)? {
                    rollback(self.context.connection);
                    return Ok(Stepped::Overtaken);
                }
                recorded = true;
            }
            let ran = job
                .prepared
                .run_marked(self.context.connection, statement, &mark);
            if ran.is_err() {
                rollback(self.context.connection);
            }
            job_error(job, piece.before, ran)?;
        }
        if recorded {
            return Ok(Stepped::Done);
        }
        if piece.statements.last().is_some_and(closes) {
            // The script has rolled it back.
            return self.mark_done(piece, None).map(Stepped::of);
        }
        // The statement behind it would commit it; so the record is committed with it.
        if !self.mark_done(piece, None)? {
            rollback(self.context.connection);
            return Ok(Stepped::Overtaken);
        }
        let committed = self.context.connection.batch_execute("COMMIT");
        let committed = committed.map_err(|source| job.prepared.commit_failed(source));
        job_error(job, piece.before, committed)?;
        Ok(Stepped::Done)
    }

    /// The records of both tables, and the revision is done.
    fn complete(&mut self, applied: &BTreeSet<String>) -> Result<Outcome, RunError> {
        let job = self.job;
        let took = self.began.elapsed();
        self.unlock_tables()?;
        if self.dialect().capabilities().embedded {
            self.context
                .connection
                .batch_execute("PRAGMA foreign_keys=ON")
                .map_err(records_error("switch foreign keys on"))?;
        }
        self.in_transaction(|context, ledger| {
            if !has_exactly(context.connection, ledger, applied)? {
                return Ok(Outcome::RecordsChanged);
            }
            job.write_record(context.connection, ledger, took)?;
            Ok(Outcome::Done)
        })
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

/// What a step records that ends with so many statements done; `started` begins by it, and runs.
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
