//! A revision on its way: its connections, its lock, and the records of its steps.

use std::time::Instant;

use diesel::connection::SimpleConnection;

use super::super::context::Context;
use super::super::error::{Aftermath, RunError, records as records_error};
use super::super::job::Job;
use super::super::transaction::{finish, locked};
use super::pieces::{Kind, Piece, prefix_checksum};
use crate::database::transaction::begin_write;
use crate::database::{AnyConnection, HeldLock, interrupt};
use crate::migrations::records::{Ledger, Step};
use crate::migrations::script::ScriptError;
use moviectl_schema::dialect::Dialect;

/// A revision on its way.
pub(super) struct Walk<'w, 'c> {
    pub(super) context: &'w mut Context<'c>,
    pub(super) ledger: &'w mut Ledger,
    pub(super) job: &'w Job<'w>,
    /// The lock, where a second connection holds it.
    pub(super) second_lock: Option<HeldLock>,
    /// A second connection for the records, where the script locks tables.
    pub(super) recorder: Option<AnyConnection>,
    pub(super) began: Instant,
    /// How many statements are before the one that is recorded as begun already.
    pub(super) begun: Option<usize>,
}

/// The outcome of a step: the piece is done, or another process has changed the records meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stepped {
    Done,
    Overtaken,
}

impl Stepped {
    pub(super) fn of(recorded: bool) -> Self {
        if recorded {
            Self::Done
        } else {
            Self::Overtaken
        }
    }
}

impl Walk<'_, '_> {
    /// Gives back what was taken for the revision.
    pub(super) fn end(mut self) -> Result<(), RunError> {
        let unlocked = self.unlock_tables();
        release(self.context, self.second_lock.take());
        unlocked
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.ledger.dialect()
    }

    /// Lets go of the tables that the script has locked.
    pub(super) fn unlock_tables(&mut self) -> Result<(), RunError> {
        let Some(unlock) = self.dialect().unlock_tables() else {
            return Ok(());
        };
        if self.recorder.is_none() {
            return Ok(());
        }
        self.context
            .connection
            .batch_execute(unlock)
            .map_err(records_error("unlock the tables"))
    }

    /// Runs `body` in a transaction under the lock: the one that is held meanwhile, else the file's. That the session's lock
    /// is still held, the records in `body` make sure of.
    pub(super) fn in_transaction<T>(
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

    /// Makes sure that a piece is recorded as begun; tells whether nobody else was faster.
    pub(super) fn is_begun(&mut self, piece: &Piece<'_, '_>) -> Result<bool, RunError> {
        if self.begun == Some(piece.before) {
            return Ok(true);
        }
        self.mark_begun(piece, true)
    }

    /// Records that a piece begins; with `runs`, that this process runs it.
    pub(super) fn mark_begun(
        &mut self,
        piece: &Piece<'_, '_>,
        runs: bool,
    ) -> Result<bool, RunError> {
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
    pub(super) fn mark_done(
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
    pub(super) fn step(&mut self, step: &Step<'_>) -> Result<bool, RunError> {
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

    pub(super) fn is_locked(&self) -> bool {
        self.second_lock.is_some() || self.context.session_lock.is_some()
    }

    /// Makes sure that the lock is still held.
    pub(super) fn check_lock(&mut self) -> Result<(), RunError> {
        self.check_second_lock()?;
        self.context.check_session_lock()
    }

    /// Makes sure that the lock is still held, where no record makes sure of it by itself.
    pub(super) fn check_second_lock(&mut self) -> Result<(), RunError> {
        match &mut self.second_lock {
            Some(lock) => Ok(lock.check(self.context.connection)?),
            None => Ok(()),
        }
    }

    /// The next piece, where the record of what is before it can say that it begins: nobody else can come between.
    pub(super) fn announces<'p, 's, 't>(
        &self,
        next: Option<&'p Piece<'s, 't>>,
    ) -> Option<&'p Piece<'s, 't>> {
        next.filter(|next| next.kind != Kind::Recorded && self.is_locked())
    }
}

pub(super) fn release(context: &mut Context<'_>, lock: Option<HeldLock>) {
    if let Some(lock) = lock {
        lock.release(context.connection);
    }
}

/// The step that ends with so many statements done; `started` begins by it, and runs.
pub(super) fn step_of<'s>(
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

pub(super) const RECORD: &str = "record how far the revision is";

/// The aftermath of a failure behind so many statements.
pub(super) fn stays_done(job: &Job<'_>, done: usize) -> Aftermath {
    let count = |statements| u32::try_from(statements).unwrap_or(u32::MAX);
    Aftermath::StaysDone {
        done: count(done),
        of: count(job.prepared.len()),
    }
}

/// The aftermath of a connection that is lost behind so many statements.
pub(super) fn cut_off(job: &Job<'_>, done: usize) -> Aftermath {
    match stays_done(job, done) {
        Aftermath::StaysDone { done, of } => Aftermath::CutOff { done, of },
        other => other,
    }
}

/// The error of a run that was asked to stop.
pub(super) fn interrupted(job: &Job<'_>, done: usize) -> Result<(), RunError> {
    job_error(job, done, interrupt::check().map_err(ScriptError::from))
}

/// The comment by which a statement is found on the server.
pub(super) fn mark(job: &Job<'_>, done: usize) -> String {
    format!(
        "/* moviectl {} {} {} */ ",
        job.revision.version,
        job.direction.file_name(),
        done + 1
    )
}

pub(super) fn job_error(
    job: &Job<'_>,
    done: usize,
    ran: Result<(), ScriptError>,
) -> Result<(), RunError> {
    ran.map_err(|source| job.failed(stays_done(job, done), source))
}
