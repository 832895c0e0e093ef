//! The connections that a revision needs which runs statement by statement: for the lock, and for the records.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::super::context::Context;
use super::super::error::{RunError, records as records_error};
use super::super::job::Job;
use super::super::options::RunEvent;
use crate::database::{AnyConnection, HeldLock};
use moviectl_schema::dialect::Server;
use moviectl_schema::dialect::script::locks_tables;

/// Takes the lock on a second connection. A session that holds its lock needs none, and a database in a file, or in
/// memory, has only its own lock.
pub(super) fn take_second_lock(
    context: &mut Context<'_>,
    server: Server,
    job: &Job<'_>,
) -> Result<Option<HeldLock>, RunError> {
    let needs_none = server.dialect().features().embedded || !server.capabilities().migration_lock;
    if context.session_lock.is_some() || needs_none {
        return Ok(None);
    }
    let second = open_second(context, job, "to hold the lock")?;
    let events = &mut context.events;
    let timeout = context.options.lock_timeout;
    let held = HeldLock::on_second(second, timeout, &mut |holder| {
        events(RunEvent::Waiting(holder))
    })?;
    Ok(Some(held))
}

/// A second connection for the records of a script whose session may not reach them: it locks tables, or has another role.
pub(super) fn open_recorder(
    context: &Context<'_>,
    job: &Job<'_>,
) -> Result<Option<AnyConnection>, RunError> {
    let dialect = context.connection.dialect();
    let statements = job.prepared.statements();
    let purpose = if statements.iter().any(|one| locks_tables(dialect, one)) {
        "to write the records while tables are locked"
    } else if job.prepared.traces().hinders_records {
        "to write the records while it has another role or mode"
    } else {
        return Ok(None);
    };
    open_second(context, job, purpose).map(Some)
}

fn open_second(
    context: &Context<'_>,
    job: &Job<'_>,
    purpose: &'static str,
) -> Result<AnyConnection, RunError> {
    let failed = |source| RunError::Second {
        version: job.revision.version.clone(),
        purpose,
        source,
    };
    let second = context.options.second.ok_or_else(|| failed(None))?;
    second().map_err(|error| failed(Some(Box::new(error))))
}

#[derive(QueryableByName)]
struct BusyTimeout {
    #[diesel(sql_type = Integer)]
    timeout: i32,
}

/// Has SQLite wait longer for another process, here the one that runs the same revision, and returns how long it waited
/// before, in milliseconds. A server has locks of its own.
pub(super) fn be_patient(
    connection: &mut AnyConnection,
    timeout: Duration,
) -> Result<Option<i32>, RunError> {
    if !connection.dialect().features().embedded {
        return Ok(None);
    }
    let before: BusyTimeout = diesel::sql_query("PRAGMA busy_timeout")
        .get_result(connection)
        .map_err(records_error(PATIENCE))?;
    let milliseconds = i32::try_from(timeout.as_millis()).unwrap_or(i32::MAX);
    set_busy_timeout(connection, milliseconds)?;
    Ok(Some(before.timeout))
}

pub(super) fn set_busy_timeout(
    connection: &mut AnyConnection,
    milliseconds: i32,
) -> Result<(), RunError> {
    connection
        .batch_execute(&format!("PRAGMA busy_timeout = {milliseconds}"))
        .map_err(records_error(PATIENCE))
}

const PATIENCE: &str = "set how long to wait for other processes";
