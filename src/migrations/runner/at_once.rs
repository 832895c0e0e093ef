//! A transactional revision in two messages to a server, each of several statements: one that begins, takes the lock and
//! compares the records, and one with the script, the records and the commit.
//!
//! Statements of one message run one after the other, each with a snapshot of its own, until one fails. Where it can't
//! be told which one that was, all is rolled back, and the revision is run again statement by statement, which tells.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;

use super::one::Job;
use super::{Aftermath, Run, RunError};
use crate::database::interrupt;
use crate::database::lock_at_once;
use crate::database::transaction::rollback;
use crate::migrations::revision::Direction;
use crate::migrations::script::ScriptError;

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
        let dialect = self.ledger.dialect();
        let wanted = dialect.capabilities().scripts_at_once
            && !self.options.one_by_one
            && self.ledger.is_complete();
        if !wanted {
            return Ok(AtOnce::NotTried);
        }
        let records = match job.direction {
            Direction::Up => self.ledger.insert_sql(&job.record(Duration::ZERO)),
            Direction::Down => self.ledger.delete_sql(&job.revision.version),
        };
        let Some(message) = job
            .prepared
            .message(dialect, &format!("{records};\nCOMMIT"))
        else {
            return Ok(AtOnce::NotTried);
        };
        let aftermath = Aftermath::RolledBack;
        interrupt::check()
            .map_err(|interrupted| job.failed(Aftermath::NotRun, interrupted.into()))?;
        let unchanged = match &self.order {
            Some(order) => self.ledger.exactly_in_order_sql(order),
            None => self.ledger.exactly_sql(applied),
        };
        if !lock_at_once(self.connection, self.options.limits, &unchanged) {
            // Whatever it was, the order of the records is not to be the reason a second time.
            self.order = None;
            return Ok(AtOnce::NotTried);
        }
        (self.events)(job.event());
        let began = Instant::now();
        let Err(error) = self.connection.batch_execute(&message) else {
            return Ok(AtOnce::Done);
        };
        let is_lost = self.connection.batch_execute("ROLLBACK").is_err();
        rollback(self.connection);
        // A statement that was cancelled because of a signal fails too; the signal is the better reason.
        interrupt::check().map_err(|interrupted| job.failed(aftermath, interrupted.into()))?;
        let error = match job.prepared.blame(error) {
            Ok(found) => return Err(job.failed(aftermath, found)),
            Err(error) => error,
        };
        if is_lost || began.elapsed() > LONGEST_REPEAT {
            let somewhere: ScriptError = job.prepared.somewhere(error);
            return Err(job.failed(aftermath, somewhere));
        }
        Ok(AtOnce::Failed)
    }
}
