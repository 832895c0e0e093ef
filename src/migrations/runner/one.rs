//! One revision in one transaction: its script, and the records of it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;

use super::error::records;
use super::{Aftermath, Run, RunError, RunEvent};
use crate::database::AnyConnection;
use crate::migrations::records::Record;
use crate::migrations::revision::{Direction, Revision, Script};
use crate::migrations::script::{self, Manner, Prepared};

impl Run<'_> {
    /// Runs one revision if `applied` is still what is applied when the lock is held; tells whether it was.
    pub(super) fn one(
        &mut self,
        revision: &Revision,
        direction: Direction,
        applied: &BTreeSet<String>,
    ) -> Result<bool, RunError> {
        let failed = |aftermath: Aftermath| {
            move |source| RunError::Script {
                version: revision.version.clone(),
                direction,
                aftermath,
                source,
            }
        };
        let not_run = || failed(Aftermath::NotRun);
        let script = script::read(revision, direction).map_err(not_run())?;
        let prepared = Prepared::new(self.ledger.dialect(), &script, revision.run_in_transaction)
            .map_err(not_run())?;
        match prepared.manner {
            Manner::Transactional => self.locked(|run| {
                if !run.is_still(applied)? {
                    return Ok(false);
                }
                (run.events)(RunEvent::Running {
                    revision,
                    direction,
                });
                let started = Instant::now();
                prepared
                    .run(run.connection)
                    .map_err(failed(Aftermath::RolledBack))?;
                run.write(revision, direction, &script, started, prepared.len())?;
                Ok(true)
            }),
            Manner::Rebuild => self.without_foreign_keys(|run| {
                run.locked(|run| {
                    if !run.is_still(applied)? {
                        return Ok(false);
                    }
                    (run.events)(RunEvent::Running {
                        revision,
                        direction,
                    });
                    let started = Instant::now();
                    prepared
                        .run(run.connection)
                        .map_err(failed(Aftermath::RolledBack))?;
                    run.check_foreign_keys(revision, direction)?;
                    run.write(revision, direction, &script, started, prepared.len())?;
                    Ok(true)
                })
            }),
            Manner::Loose => {
                (self.events)(RunEvent::Running {
                    revision,
                    direction,
                });
                let started = Instant::now();
                prepared
                    .run(self.connection)
                    .map_err(failed(Aftermath::StaysDone))?;
                self.locked(|run| {
                    run.write(revision, direction, &script, started, prepared.len())
                })?;
                Ok(true)
            }
        }
    }

    /// Whether nobody has applied anything, or taken anything back, since `applied` was read.
    fn is_still(&mut self, applied: &BTreeSet<String>) -> Result<bool, RunError> {
        self.read(|run| {
            let before = run.seen;
            run.seen = run.ledger.data_version(run.connection)?;
            let untouched = before.is_some() && run.seen == before;
            Ok(untouched || run.ledger.has_exactly(run.connection, applied)?)
        })
    }

    fn write(
        &mut self,
        revision: &Revision,
        direction: Direction,
        script: &Script,
        started: Instant,
        statements: usize,
    ) -> Result<(), RunError> {
        match direction {
            Direction::Up => {
                self.remember(&record(revision, script, started.elapsed(), statements))
            }
            Direction::Down => self.forget(&revision.version),
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

pub(super) fn record(
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
