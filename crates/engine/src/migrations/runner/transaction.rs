//! A revision in one transaction: begin, limits, lock, compare the records, the script, the records, commit.

use std::time::Instant;

use super::context::{Context, READ};
use super::error::records as records_error;
use super::error::{Aftermath, RunError};
use super::job::Job;
use super::options::RunEvent;
use super::outcome::Outcome;
use crate::database::transaction::{begin_write, commit, is_lost, rollback};
use crate::database::{AnyConnection, begin_without_lock, lock};
use crate::migrations::records::{Ledger, Snapshot};

/// Runs one revision if the records are still as they were read.
pub(super) fn run(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    job: &Job<'_>,
) -> Result<Outcome, RunError> {
    let Snapshot {
        ledger, applied, ..
    } = records;
    locked(context, ledger, |context, ledger| {
        if !has_exactly(context.connection, ledger, None, applied)? {
            return Ok(Outcome::RecordsChanged);
        }
        (context.events)(job.event());
        run_script(context.connection, ledger, job)?;
        Ok(Outcome::Done)
    })
    .map_err(|error| job.commit_failed(error))
}

/// The script and its records, in the transaction that is open.
pub(super) fn run_script(
    connection: &mut AnyConnection,
    ledger: &Ledger,
    job: &Job<'_>,
) -> Result<(), RunError> {
    let began = Instant::now();
    job.prepared
        .run(connection)
        .map_err(|source| job.failed(Aftermath::RolledBack, source))?;
    job.give_back(connection)?;
    job.write_record(connection, ledger, began.elapsed())
}

/// Returns whether exactly these versions are applied, and the guard holds.
pub(super) fn has_exactly(
    connection: &mut AnyConnection,
    ledger: &Ledger,
    guard: Option<&str>,
    applied: &std::collections::BTreeSet<String>,
) -> Result<bool, RunError> {
    ledger
        .has_exactly(connection, guard, applied)
        .map_err(records_error(READ))
}

/// Runs `body` in a transaction under the migration lock, in which the tables of records exist. Commits where it succeeds,
/// and rolls back where it fails.
pub(in crate::migrations) fn locked<T>(
    context: &mut Context<'_>,
    ledger: &mut Ledger,
    body: impl FnOnce(&mut Context<'_>, &mut Ledger) -> Result<T, RunError>,
) -> Result<T, RunError> {
    if context.session_lock.is_some() {
        context.check_session_lock()?;
        begin_write(context.connection).map_err(records_error("begin a transaction"))?;
        return finish(context, ledger, body);
    }
    let events = &mut context.events;
    let options = &context.options;
    let locked = if ledger.server().capabilities().migration_lock {
        lock(
            context.connection,
            options.limits,
            options.lock_timeout,
            // The result is the same whether or not it waited: the records are compared under the lock in any case.
            &mut |holder| events(RunEvent::Waiting(holder)),
        )?
    } else {
        begin_without_lock(context.connection, options.limits)?
    };
    let outcome = finish(context, ledger, body);
    locked.release(context.connection);
    outcome
}

/// Commits the transaction that is open if `body` succeeds, else rolls it back.
pub(super) fn finish<T>(
    context: &mut Context<'_>,
    ledger: &mut Ledger,
    body: impl FnOnce(&mut Context<'_>, &mut Ledger) -> Result<T, RunError>,
) -> Result<T, RunError> {
    let before = ledger.clone();
    let ran = make_tables(context.connection, ledger).and_then(|()| body(context, ledger));
    let error = match ran {
        Ok(value) => match commit(context.connection) {
            Ok(()) => return Ok(value),
            Err(source) => RunError::Commit {
                lost: is_lost(context.connection),
                source,
            },
        },
        Err(error) => {
            rollback(context.connection);
            error
        }
    };
    *ledger = before;
    Err(error)
}

/// Makes the tables of records that are missing, within the transaction that is open; where making them ends it, in another
/// one.
fn make_tables(connection: &mut AnyConnection, ledger: &mut Ledger) -> Result<(), RunError> {
    if ledger.is_complete() {
        return Ok(());
    }
    let doing = "make the version tables";
    ledger.create(connection).map_err(records_error(doing))?;
    if !ledger.dialect().features().ddl_commits {
        return Ok(());
    }
    begin_write(connection).map_err(records_error(doing))
}
