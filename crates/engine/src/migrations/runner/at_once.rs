//! A transactional revision in two messages to a server, each of several statements: one that begins, takes the lock and
//! compares the records, and one with the script, the records and the commit. The latter does for the next revision what
//! the former did for this one, so that a run of many has one message for each.
//!
//! Statements of one message run one after the other, each with a snapshot of its own, until one fails. Where it can't
//! be told which one that was, all is rolled back, and the revision is run again statement by statement, which tells.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::result::Error as DieselError;

use super::one::Job;
use super::{Aftermath, Run, RunError};
use crate::database::interrupt;
use crate::database::lock_sql;
use crate::database::transaction::rollback;
use crate::migrations::revision::Direction;

/// What took longer is not run again to find out which of its statements fails.
const LONGEST_REPEAT: Duration = Duration::from_secs(60);

/// What became of the attempt.
pub(super) enum AtOnce {
    /// It is applied, or taken back.
    Done,
    /// Nothing was told or done: it can't be run so, or not now.
    NotTried,
    /// It was told that it runs, failed, and was rolled back.
    Failed,
}

impl Run<'_> {
    pub(super) fn at_once(
        &mut self,
        job: &Job<'_>,
        applied: &BTreeSet<String>,
    ) -> Result<AtOnce, RunError> {
        let wanted =
            self.ledger.dialect().capabilities().scripts_at_once && self.may_send_at_once();
        if !wanted {
            return Ok(AtOnce::NotTried);
        }
        let next = self.next_sql(job, applied);
        let Some(message) = self.message(job, next.as_deref()) else {
            self.stand_back();
            return Ok(AtOnce::NotTried);
        };
        interrupt::check()
            .map_err(|interrupted| job.failed(Aftermath::NotRun, interrupted.into()))?;
        if !self.begins(applied) {
            // Whatever it was, the order of the records is not to be the reason a second time.
            self.order = None;
            return Ok(AtOnce::NotTried);
        }
        (self.events)(job.event());
        let began = Instant::now();
        match self.connection.batch_execute(&message) {
            Ok(()) => {
                self.is_ahead = next.is_some();
                Ok(AtOnce::Done)
            }
            Err(error) => self.failed_at_once(job, next.is_some(), began.elapsed(), error),
        }
    }

    /// What became of a message that failed, which began the next revision or did not.
    fn failed_at_once(
        &mut self,
        job: &Job<'_>,
        has_next: bool,
        took: Duration,
        error: DieselError,
    ) -> Result<AtOnce, RunError> {
        let aftermath = Aftermath::RolledBack;
        // What cancels a statement because of a signal may come late, and meet the first of them.
        let is_lost = (0..2).all(|_| self.connection.batch_execute("ROLLBACK").is_err());
        if has_next && !is_lost && self.is_recorded(job) {
            // It is done, and what failed is what would have begun the next one.
            self.order = None;
            return Ok(AtOnce::Done);
        }
        // A statement that was cancelled because of a signal fails too; the signal is the better reason.
        interrupt::check().map_err(|interrupted| job.failed(aftermath, interrupted.into()))?;
        let error = match job.prepared.blame(error) {
            Ok(found) => return Err(job.failed(aftermath, found)),
            Err(error) => error,
        };
        if is_lost {
            let somewhere = job.prepared.somewhere(error);
            return Err(job.failed(Aftermath::WholeOrNot, somewhere));
        }
        if took > LONGEST_REPEAT {
            return Err(job.failed(aftermath, job.prepared.somewhere(error)));
        }
        Ok(AtOnce::Failed)
    }

    /// Whether records may be sent together with statements.
    pub(super) fn may_send_at_once(&self) -> bool {
        !self.options.one_by_one && self.ledger.is_complete()
    }

    /// Rolls back what was begun for the next revision.
    pub(super) fn stand_back(&mut self) {
        if std::mem::take(&mut self.is_ahead) {
            rollback(self.connection);
        }
    }

    /// The script, its records and the commit, and what begins the next revision; nothing where it can't be sent so.
    fn message(&self, job: &Job<'_>, next: Option<&str>) -> Option<String> {
        let records = match job.direction {
            Direction::Up => self.ledger.insert_sql(&job.record(Duration::ZERO)),
            Direction::Down => self.ledger.delete_sql(&job.revision.version),
        };
        let mut last = format!("{records};\nCOMMIT");
        if let Some(next) = next {
            last = format!("{last};\n{next}");
        }
        job.prepared.message(self.ledger.dialect(), &last)
    }

    /// What begins the revision after this one, where it can be begun so.
    fn next_sql(&self, job: &Job<'_>, applied: &BTreeSet<String>) -> Option<String> {
        let (next, later) = job.rest.split_first()?;
        if !next.run_in_transaction || !self.progress.is_empty() {
            return None;
        }
        let unchanged = self.unchanged_sql(applied, Some(job));
        Some(lock_sql(self.options.limits, !later.is_empty(), &unchanged))
    }

    /// Whether a transaction is open that holds the lock, and the records are what they were.
    fn begins(&mut self, applied: &BTreeSet<String>) -> bool {
        if std::mem::take(&mut self.is_ahead) {
            return true;
        }
        let unchanged = self.unchanged_sql(applied, None);
        let deferred = self.durability.is_deferred();
        let begin = lock_sql(self.options.limits, deferred, &unchanged);
        let begun = self.connection.batch_execute(&begin).is_ok();
        if !begun {
            rollback(self.connection);
        }
        begun
    }

    /// A statement that fails unless the records are as they were, but for what `done` has changed.
    fn unchanged_sql(&self, applied: &BTreeSet<String>, done: Option<&Job<'_>>) -> String {
        let mut versions: Vec<&str> = match &self.order {
            Some(order) => order.iter().map(String::as_str).collect(),
            None => applied.iter().map(String::as_str).collect(),
        };
        if let Some(job) = done {
            let version = job.revision.version.as_str();
            match job.direction {
                Direction::Up => versions.push(version),
                Direction::Down => versions.retain(|other| *other != version),
            }
        }
        match &self.order {
            Some(_) => self.ledger.exactly_in_order_sql(&versions),
            None => self.ledger.exactly_sql(versions),
        }
    }

    /// Whether the records say that the revision is done.
    fn is_recorded(&mut self, job: &Job<'_>) -> bool {
        let is_up = job.direction == Direction::Up;
        self.ledger
            .applied(self.connection)
            .is_ok_and(|applied| applied.contains(&job.revision.version) == is_up)
    }
}
