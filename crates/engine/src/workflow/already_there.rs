//! The failure of an upgrade because its tables are there already.

use super::error::Error;
use super::scratch;
use super::status::Status;
use super::workspace::Workspace;
use crate::database::AnyConnection;
use crate::inspect::inspect;
use crate::migrations::{Direction, Repository, RunError, run_on_scratch};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::diff::{Mode, diff};
use moviectl_schema::schema::Schema;

/// The failure of an upgrade of a database without records, in better words where its tables are those of a revision
/// already. Tables that this very run has made are no reason. Looking for that must not hide the failure itself.
pub(super) fn explain(
    connection: &mut AnyConnection,
    workspace: &Workspace,
    repository: &Repository,
    error: RunError,
) -> Error {
    let failed_script = matches!(&error, RunError::Script { .. });
    let ran_nothing = Status::records(connection)
        .is_ok_and(|now| now.applied.is_empty() && now.progress.iter().all(|half| half.done == 0));
    if !failed_script || !ran_nothing {
        return error.into();
    }
    match equal_revision(connection, workspace, repository) {
        Ok(Some(revision)) => Error::AlreadyThere {
            revision,
            source: Box::new(error),
        },
        _ => error.into(),
    }
}

/// The last revision that builds exactly what the database has of the repository's tables.
fn equal_revision(
    connection: &mut AnyConnection,
    workspace: &Workspace,
    repository: &Repository,
) -> Result<Option<String>, Error> {
    let live = inspect(connection)?;
    let mut scratch = scratch::open(workspace, workspace.url(), None)?;
    let mut equal = None;
    for revision in repository.revisions() {
        // After a script that fails, no later revision can be built.
        if run_on_scratch(scratch.database(), revision, Direction::Up).is_err() {
            break;
        }
        let built = inspect(scratch.connection())?;
        if !built.tables.is_empty() && has_same_tables(workspace.dialect(), &live, &built) {
            equal = Some(revision.version.clone());
        }
    }
    scratch.close()?;
    Ok(equal.map(|version| {
        if repository.graph().heads() == [version.as_str()] {
            "head".to_owned()
        } else {
            version
        }
    }))
}

fn has_same_tables(dialect: Dialect, live: &Schema, built: &Schema) -> bool {
    let tables = built.tables_by_name();
    let own = live.filtered(|name| tables.contains_key(name));
    // Anybody may have commented on them since.
    let (built, own) = (built.clone().without_comments(), own.without_comments());
    diff(dialect, Mode::Exact, &own, &built).is_empty()
}
