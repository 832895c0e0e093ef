//! A revision that rebuilds tables of SQLite: one transaction with foreign keys off, since with them `DROP TABLE`
//! deletes the rows of child tables, and a check of all foreign keys before the commit.

mod foreign_keys;
mod kept;

use diesel::connection::SimpleConnection;

use super::context::Context;
use super::error::records as records_error;
use super::error::{Aftermath, RunError};
use super::job::Job;
use super::outcome::Outcome;
use super::transaction::{has_exactly, locked};
use crate::database::AnyConnection;
use crate::migrations::records::Snapshot;
use crate::migrations::script::{Manner, Prepared, ScriptError};

use std::time::Instant;

use foreign_keys::Violations;

/// Runs one revision if the records are still as they were read.
pub(super) fn run(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    job: &Job<'_>,
) -> Result<Outcome, RunError> {
    // SQLite ignores the pragma within a transaction. Foreign keys are afterwards as they were, come what may.
    let were_on = foreign_keys::switch_off(context.connection, job.prepared)?
        .map_err(|source| job.failed(Aftermath::NotRun, source))?;
    let outcome = run_checked(context, records, job);
    let restored = foreign_keys::restore(context.connection, were_on);
    let outcome = outcome?;
    restored?;
    Ok(outcome)
}

fn run_checked(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    job: &Job<'_>,
) -> Result<Outcome, RunError> {
    let Snapshot {
        ledger, applied, ..
    } = records;
    locked(context, ledger, |context, ledger| {
        let connection = &mut *context.connection;
        if !has_exactly(connection, ledger, None, applied)? {
            return Ok(Outcome::RecordsChanged);
        }
        (context.events)(job.event());
        let violations = Violations::read(connection)?;
        let before = kept::objects(connection)?;
        let began = Instant::now();
        job.prepared
            .run(connection)
            .map_err(|source| job.failed(Aftermath::RolledBack, source))?;
        if let Some(violations) = Violations::read(connection)?.since(&violations) {
            return Err(RunError::ForeignKeys {
                version: job.revision.version.clone(),
                direction: job.direction,
                violations,
            });
        }
        job.give_back(connection)?;
        job.write_record(connection, ledger, began.elapsed())?;
        // A script that somebody wrote in another way says all that it wants.
        if job.prepared.manner == Manner::Rebuild {
            kept::keep(connection, job, before, context.options.accept_loss)?;
        }
        Ok(Outcome::Done)
    })
    .map_err(|error| job.commit_failed(error))
}

/// Runs a script on a scratch database, which nobody else uses.
pub(super) fn run_on_scratch(
    connection: &mut AnyConnection,
    prepared: &Prepared<'_>,
) -> Result<Result<Option<String>, ScriptError>, RunError> {
    let doing = "open and close a transaction on the scratch database";
    let were_on = match foreign_keys::switch_off(connection, prepared)? {
        Ok(were_on) => were_on,
        Err(refused) => return Ok(Err(refused)),
    };
    connection
        .batch_execute("BEGIN")
        .map_err(records_error(doing))?;
    let before = Violations::read(connection)?;
    if let Err(error) = prepared.run(connection) {
        return Ok(Err(error));
    }
    let violations = Violations::read(connection)?.since(&before);
    connection
        .batch_execute("COMMIT")
        .map_err(records_error(doing))?;
    foreign_keys::restore(connection, were_on)?;
    Ok(Ok(violations))
}
