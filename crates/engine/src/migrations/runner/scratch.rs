//! Scripts on a scratch database.

use diesel::connection::SimpleConnection;

use super::error::{Aftermath, RunError, records};
use super::job::{SESSION, not_run, read_script};
use super::rebuild;
use crate::database::transaction::{commit, not_begun};
use crate::database::{AnyConnection, Scratch, Session};
use crate::migrations::records::{DIESEL_TABLE, diesel_table_sql};
use crate::migrations::revision::{Direction, Revision};
use crate::migrations::script::{Manner, Prepared, ScriptError};

/// Runs a script on a scratch database, which nobody else uses: no lock, no records. Returns warnings about functions
/// that it defines, whose bodies would reach past the scratch database.
///
/// # Errors
///
/// [`RunError::Script`]; a script that would reach past the scratch database is refused before anything of it runs.
pub(crate) fn run_on_scratch(
    scratch: &mut Scratch,
    revision: &Revision,
    direction: Direction,
) -> Result<Vec<String>, RunError> {
    let server = scratch.server();
    let script = read_script(revision, direction)?;
    let prepared = Prepared::new(server, &script, revision.run_in_transaction)
        .map_err(not_run(revision, direction))?;
    prepared
        .stays_inside(server.dialect())
        .map_err(not_run(revision, direction))?;
    let warnings = prepared.warn_of_bodies(server.dialect());
    let connection = scratch.connection();
    if script.text.to_ascii_lowercase().contains(DIESEL_TABLE) {
        // A script may have a trigger on Diesel's table, or a view of it.
        let table = server.dialect().quote(DIESEL_TABLE);
        connection
            .batch_execute(&diesel_table_sql(&table))
            .map_err(records("make Diesel's table on the scratch database"))?;
    }
    let traces = prepared.traces();
    if traces.is_none() {
        run(connection, revision, direction, &prepared)?;
        return Ok(warnings);
    }
    // A database in memory has one connection only.
    let is_embedded = server.dialect().features().embedded;
    let session = is_embedded
        .then(|| Session::read(connection, traces, true))
        .transpose()
        .map_err(records("read the settings of the session"))?;
    run(connection, revision, direction, &prepared)?;
    match session {
        Some(session) => session.give_back(connection).map_err(records(SESSION))?,
        None => scratch.renew().map_err(RunError::Renew)?,
    }
    Ok(warnings)
}

fn run(
    connection: &mut AnyConnection,
    revision: &Revision,
    direction: Direction,
    prepared: &Prepared<'_>,
) -> Result<(), RunError> {
    let failed = || failed(revision, direction);
    let doing = "open and close a transaction on the scratch database";
    match prepared.manner {
        Manner::Stepwise => prepared.run(connection).map_err(failed()),
        Manner::Transactional => {
            connection
                .batch_execute("BEGIN")
                .map_err(not_begun)
                .map_err(records(doing))?;
            prepared.run(connection).map_err(failed())?;
            commit(connection).map_err(|source| failed()(prepared.commit_failed(source)))
        }
        Manner::Rebuild | Manner::ForeignKeysOff => {
            match rebuild::run_on_scratch(connection, prepared)?.map_err(failed())? {
                None => Ok(()),
                Some(violations) => Err(RunError::ForeignKeys {
                    version: revision.version.clone(),
                    direction,
                    violations,
                }),
            }
        }
    }
}

/// Converts the error of a script that ran on the scratch database.
fn failed(revision: &Revision, direction: Direction) -> impl FnOnce(ScriptError) -> RunError {
    let version = revision.version.clone();
    move |source| match source {
        ScriptError::Interrupted(interrupted) => RunError::InterruptedOnScratch {
            version,
            direction,
            interrupted,
        },
        source => RunError::Script {
            version,
            direction,
            aftermath: Aftermath::Scratch,
            source,
        },
    }
}
