//! Databases made and dropped, and the whole set-up in one go.

use super::error::Error;
use super::event::{Event, Listener};
use super::run::{RunRequest, upgrade_on};
use super::source::Source;
use super::workspace::Workspace;
use crate::database::admin::{self, Created, Dropped};
use crate::database::{AnyConnection, DatabaseUrl, OpenMode};

/// Makes the database; one that is there is fine.
///
/// # Errors
///
/// [`Error::Admin`].
pub fn create_database(workspace: &Workspace, events: Listener<'_>) -> Result<(), Error> {
    let name = described(workspace.url());
    events(Event::Done(match admin::create(workspace.url())? {
        Created::Created => format!("Created database {name}"),
        Created::AlreadyThere => format!("Database {name} already exists."),
    }));
    Ok(())
}

/// Drops the database with everything in it.
///
/// # Errors
///
/// [`Error::Admin`].
pub fn drop_database(workspace: &Workspace, events: Listener<'_>) -> Result<(), Error> {
    let name = described(workspace.url());
    events(Event::Done(match admin::drop(workspace.url())? {
        Dropped::Dropped => format!("Dropped database {name}"),
        Dropped::NotThere => format!("Database {name} does not exist."),
    }));
    Ok(())
}

/// The database as a person knows it: a file's absolute path, or the URL without its password.
#[doc(hidden)]
pub fn described(url: &DatabaseUrl) -> String {
    url.absolute_path()
        .map_or_else(|| url.to_string(), |path| path.display().to_string())
}

/// Makes the database if it is missing, applies what is pending, and goes on with `then` on the same connection. Ctrl-C
/// is put off until all of it is over. A second run changes nothing.
///
/// Outside of any project the embedded one is meant, in whatever database is named.
///
/// # Errors
///
/// [`Error`], or what `then` returns.
pub fn setup<T, E: From<Error>>(
    workspace: &Workspace,
    events: Listener<'_>,
    then: impl FnOnce(&mut AnyConnection, &Source) -> Result<T, E>,
) -> Result<T, E> {
    let source = match workspace.source(&mut |_| {}) {
        Err(Error::NoProject) => Source::Embedded(workspace.embedded_project()?),
        other => other?,
    };
    let repository = source.repository(workspace.dialect())?;
    if !admin::exists(workspace.url()).map_err(Error::from)? {
        create_database(workspace, events)?;
    }
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    let _guard = workspace.guard(&mut connection);
    workspace.refuse_strangers(&source, &mut connection)?;
    if let Source::Embedded(embedded) = &source {
        events(embedded.note());
    }
    let request = RunRequest::new("head");
    upgrade_on(&mut connection, workspace, &repository, &request, events)?;
    then(&mut connection, &source)
}
