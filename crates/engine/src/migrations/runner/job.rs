//! A revision with the script that is to run.

use std::time::Duration;

use super::context::Context;
use super::error::{Aftermath, RunError, records};
use super::options::RunEvent;
use crate::database::{AnyConnection, Session, interrupt};
use crate::migrations::records::{Ledger, Record};
use crate::migrations::revision::{Direction, Revision, Script};
use crate::migrations::script::{self, Prepared, ScriptError};

/// A revision with its script.
pub(super) struct Job<'j> {
    pub(super) revision: &'j Revision,
    pub(super) direction: Direction,
    pub(super) script: &'j Script,
    pub(super) prepared: &'j Prepared<'j>,
    /// Saved settings of the session, if the script changes it.
    pub(super) session: Option<&'j Session>,
}

impl Job<'_> {
    /// The error of a script.
    pub(super) fn failed(&self, aftermath: Aftermath, source: ScriptError) -> RunError {
        script_error(self.revision, self.direction, aftermath)(source)
    }

    /// Tells of a COMMIT that failed for the reason that the script gives, or a signal.
    pub(super) fn commit_failed(&self, error: RunError) -> RunError {
        let RunError::Commit { lost, source } = error else {
            return error;
        };
        if lost {
            return self.failed(Aftermath::WholeOrNot, self.prepared.commit_failed(source));
        }
        // A COMMIT that was cancelled because of a signal fails too; the signal is the better reason.
        let source = match interrupt::check() {
            Err(interrupted) => interrupted.into(),
            Ok(()) => self.prepared.commit_failed(source),
        };
        self.failed(Aftermath::RolledBack, source)
    }

    pub(super) fn event(&self) -> RunEvent<'_> {
        RunEvent::Running {
            revision: self.revision,
            direction: self.direction,
        }
    }

    /// Restores the settings of the session, for the records and for the next revision.
    pub(super) fn give_back(&self, connection: &mut AnyConnection) -> Result<(), RunError> {
        match self.session {
            Some(session) => session.give_back(connection).map_err(records(SESSION)),
            None => Ok(()),
        }
    }

    /// The record of the revision.
    pub(super) fn record(&self, duration: Duration) -> Record {
        record(self.revision, self.script, duration, self.prepared.len())
    }

    /// Records in both tables that it is done, in the transaction that is open.
    pub(super) fn write_record(
        &self,
        connection: &mut AnyConnection,
        ledger: &Ledger,
        duration: Duration,
    ) -> Result<(), RunError> {
        match self.direction {
            Direction::Up => ledger
                .insert(connection, &self.record(duration))
                .map_err(records("record the revision")),
            Direction::Down => ledger
                .delete(connection, &self.revision.version)
                .map_err(records("remove the revision's record")),
        }
    }
}

pub(super) const SESSION: &str = "restore the settings of the session";

/// Saves the settings of the session, if the script changes it.
pub(super) fn session(
    context: &mut Context<'_>,
    prepared: &Prepared<'_>,
) -> Result<Option<Session>, RunError> {
    let traces = prepared.traces();
    if traces.is_none() {
        return Ok(None);
    }
    let is_own = context.options.renew.is_some();
    Session::read(context.connection, traces, is_own)
        .map(Some)
        .map_err(records("read the settings of the session"))
}

/// Converts the error of a script of which nothing was run.
pub(in crate::migrations) fn not_run(
    revision: &Revision,
    direction: Direction,
) -> impl Fn(ScriptError) -> RunError + '_ {
    move |source| script_error(revision, direction, Aftermath::NotRun)(source)
}

/// Reads a script of a revision.
///
/// # Errors
///
/// [`RunError::Script`]; nothing was run.
pub(in crate::migrations) fn read_script(
    revision: &Revision,
    direction: Direction,
) -> Result<Script, RunError> {
    script::read(revision, direction).map_err(not_run(revision, direction))
}

pub(super) fn script_error(
    revision: &Revision,
    direction: Direction,
    aftermath: Aftermath,
) -> impl FnOnce(ScriptError) -> RunError {
    let version = revision.version.clone();
    move |source| RunError::Script {
        version,
        direction,
        aftermath,
        source,
    }
}

pub(in crate::migrations) fn record(
    revision: &Revision,
    script: &Script,
    duration: Duration,
    statements: usize,
) -> Record {
    Record {
        version: revision.version.clone(),
        checksum: script.checksum(),
        message: revision.message.clone(),
        duration_ms: i64::try_from(duration.as_millis()).unwrap_or(i64::MAX),
        statements_done: i64::try_from(statements).unwrap_or(i64::MAX),
    }
}
