//! The connections that a revision needs which runs statement by statement: for the lock, and for the records.

use super::super::context::Context;
use super::super::error::RunError;
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
