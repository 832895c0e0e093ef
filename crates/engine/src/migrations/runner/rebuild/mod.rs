//! A revision that rebuilds tables of SQLite: one transaction with foreign keys off, since with them `DROP TABLE` deletes the
//! rows of child tables, and a check of all foreign keys before the commit.

mod kept;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;

use super::error::records as records_error;
use super::transaction::{has_exactly, locked};
use super::{Aftermath, Context, Job, Outcome, RunError};
use crate::database::AnyConnection;
use crate::migrations::records::Snapshot;

use std::time::Instant;

/// Runs one revision if the records are still as they were read.
pub(super) fn run(
    context: &mut Context<'_>,
    records: &mut Snapshot,
    job: &Job<'_>,
) -> Result<Outcome, RunError> {
    // SQLite ignores the pragma within a transaction. Foreign keys are on again afterwards, come what may.
    let doing = "switch foreign keys off and on";
    context
        .connection
        .batch_execute("PRAGMA foreign_keys=OFF")
        .map_err(records_error(doing))?;
    let outcome = run_without_foreign_keys(context, records, job);
    let restored = context.connection.batch_execute("PRAGMA foreign_keys=ON");
    let outcome = outcome?;
    restored.map_err(records_error(doing))?;
    Ok(outcome)
}

fn run_without_foreign_keys(
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
        let before = kept::objects(connection)?;
        let began = Instant::now();
        job.prepared
            .run(connection)
            .map_err(|source| job.failed(Aftermath::RolledBack, source))?;
        check_foreign_keys(connection, job)?;
        job.write_record(connection, ledger, began.elapsed())?;
        kept::keep(connection, job, before)?;
        Ok(Outcome::Done)
    })
    .map_err(|error| job.commit_failed(error))
}

fn check_foreign_keys(connection: &mut AnyConnection, job: &Job<'_>) -> Result<(), RunError> {
    let violations =
        foreign_key_violations(connection).map_err(records_error("check foreign keys"))?;
    if violations.is_empty() {
        return Ok(());
    }
    Err(RunError::ForeignKeys {
        version: job.revision.version.clone(),
        direction: job.direction,
        violations: violations.join(", "),
    })
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
