//! One revision: in one transaction with the records of it, or statement by statement.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;

use super::at_once::AtOnce;
use super::error::records;
use super::{Aftermath, Run, RunError, RunEvent, kept};
use crate::database::AnyConnection;
use crate::migrations::records::Record;
use crate::migrations::revision::{Direction, Revision, Script};
use crate::migrations::script::{self, Manner, Prepared, ScriptError};

/// A revision with its script.
pub(super) struct Job<'j> {
    pub(super) revision: &'j Revision,
    pub(super) direction: Direction,
    pub(super) script: &'j Script,
    pub(super) prepared: &'j Prepared<'j>,
    /// The revisions that come after it.
    pub(super) rest: &'j [&'j Revision],
}

impl Job<'_> {
    /// The error of a script.
    pub(super) fn failed(&self, aftermath: Aftermath, source: ScriptError) -> RunError {
        script_error(self.revision, self.direction, aftermath)(source)
    }

    pub(super) fn event(&self) -> RunEvent<'_> {
        RunEvent::Running {
            revision: self.revision,
            direction: self.direction,
        }
    }

    /// What is recorded of it.
    pub(super) fn record(&self, duration: Duration) -> Record {
        record(self.revision, self.script, duration, self.prepared.len())
    }
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

impl Run<'_> {
    /// Runs one revision if `applied` is still what is applied when the lock is held; tells whether it was.
    pub(super) fn one(
        &mut self,
        revision: &Revision,
        direction: Direction,
        applied: &BTreeSet<String>,
        is_half: bool,
        rest: &[&Revision],
    ) -> Result<bool, RunError> {
        let not_run = || script_error(revision, direction, Aftermath::NotRun);
        let script = script::read(revision, direction).map_err(not_run())?;
        let prepared = Prepared::new(self.ledger.dialect(), &script, revision.run_in_transaction)
            .map_err(not_run())?;
        let job = Job {
            revision,
            direction,
            script: &script,
            prepared: &prepared,
            rest,
        };
        if is_half || prepared.manner != Manner::Transactional {
            self.stand_back();
        }
        match prepared.manner {
            Manner::Transactional if !is_half => self.transactional(&job, applied),
            Manner::Rebuild => self.without_foreign_keys(|run| {
                run.locked(|run| {
                    if !run.is_still(applied)? {
                        return Ok(false);
                    }
                    (run.events)(job.event());
                    let before = kept::objects(run.connection)?;
                    run.script_and_records(&job, true)?;
                    kept::keep(run.connection, &job, before)?;
                    Ok(true)
                })
            }),
            // What is half done goes on statement by statement, whatever the rest could.
            Manner::Stepwise | Manner::Transactional => self.stepwise(&job, applied),
        }
    }

    fn transactional(
        &mut self,
        job: &Job<'_>,
        applied: &BTreeSet<String>,
    ) -> Result<bool, RunError> {
        let told = match self.at_once(job, applied)? {
            AtOnce::Done => return Ok(true),
            AtOnce::NotTried => false,
            AtOnce::Failed => true,
        };
        self.locked(|run| {
            if !run.is_still(applied)? {
                return Ok(false);
            }
            if !told {
                (run.events)(job.event());
            }
            run.script_and_records(job, false)?;
            Ok(true)
        })
    }

    /// In the transaction that is open.
    pub(super) fn script_and_records(
        &mut self,
        job: &Job<'_>,
        check_foreign_keys: bool,
    ) -> Result<(), RunError> {
        let started = Instant::now();
        job.prepared
            .run(self.connection)
            .map_err(|source| job.failed(Aftermath::RolledBack, source))?;
        if check_foreign_keys {
            self.check_foreign_keys(job.revision, job.direction)?;
        }
        self.write(job, started.elapsed())
    }

    /// Whether nobody has applied anything, or taken anything back, since `applied` was read.
    pub(super) fn is_still(&mut self, applied: &BTreeSet<String>) -> Result<bool, RunError> {
        self.read(|run| {
            let before = run.seen;
            run.seen = run.ledger.data_version(run.connection)?;
            let untouched = before.is_some() && run.seen == before;
            Ok(untouched || run.ledger.has_exactly(run.connection, applied)?)
        })
    }

    pub(super) fn write(&mut self, job: &Job<'_>, took: Duration) -> Result<(), RunError> {
        match job.direction {
            Direction::Up => self.remember(&job.record(took)),
            Direction::Down => self.forget(&job.revision.version),
        }
    }

    /// SQLite enforces foreign keys or not for whole transactions only. They are on again afterwards, come what may.
    fn without_foreign_keys<T>(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<T, RunError>,
    ) -> Result<T, RunError> {
        let doing = "switch foreign keys off and on";
        self.connection
            .batch_execute("PRAGMA foreign_keys=OFF")
            .map_err(records(doing))?;
        let outcome = body(self);
        let restored = self.connection.batch_execute("PRAGMA foreign_keys=ON");
        let value = outcome?;
        restored.map_err(records(doing))?;
        Ok(value)
    }

    fn check_foreign_keys(
        &mut self,
        revision: &Revision,
        direction: Direction,
    ) -> Result<(), RunError> {
        let violations =
            foreign_key_violations(self.connection).map_err(records("check foreign keys"))?;
        if violations.is_empty() {
            return Ok(());
        }
        Err(RunError::ForeignKeys {
            version: revision.version.clone(),
            direction,
            violations: violations.join(", "),
        })
    }
}

#[derive(QueryableByName)]
struct Violation {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Which tables have rows that reference nothing, in words (`PRAGMA foreign_key_check`).
fn foreign_key_violations(connection: &mut AnyConnection) -> Result<Vec<String>, DieselError> {
    let query = "SELECT count(*) || ' of ' || \"table\" || ' (to ' || parent || ')' AS text \
                 FROM pragma_foreign_key_check GROUP BY \"table\", parent ORDER BY \"table\", parent";
    let rows: Vec<Violation> = diesel::sql_query(query).load(connection)?;
    Ok(rows.into_iter().map(|row| row.text).collect())
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
