//! Databases made and dropped, and the whole set-up in one go.

use super::catalogue;
use super::error::Error;
use super::event::{Event, Listener};
use super::run::{RunRequest, upgrade_on};
use super::source::{Source, built_in};
use super::workspace::Workspace;
use crate::database::admin::{self, Created, Dropped};
use crate::database::{DatabaseUrl, OpenMode};
use crate::movies::{self, Filter, Movie, MovieTable, Outcome};

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
pub fn described(url: &DatabaseUrl) -> String {
    url.absolute_path()
        .map_or_else(|| url.to_string(), |path| path.display().to_string())
}

/// Makes the database if it is missing, upgrades it, populates an empty movie table, and returns the movies, if there
/// is such a table. A second run changes nothing.
///
/// # Errors
///
/// [`Error`].
pub fn setup(
    workspace: &Workspace,
    report: &mut dyn FnMut(Outcome),
    events: Listener<'_>,
) -> Result<Option<Vec<Movie>>, Error> {
    let source = match workspace.source(&mut |_| {}) {
        // Outside of any project, `setup` means the built-in catalogue, in whatever database is named.
        Err(Error::NoProject) => Source::BuiltIn,
        other => other?,
    };
    let repository = source.repository(workspace.dialect())?;
    if !admin::exists(workspace.url())? {
        create_database(workspace, events)?;
    }
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    let _guard = workspace.guard(&mut connection);
    workspace.refuse_strangers(&source, &mut connection)?;
    if matches!(source, Source::BuiltIn) {
        events(built_in());
    }
    let request = RunRequest::new("head");
    upgrade_on(&mut connection, workspace, &repository, &request, events)?;
    let table = match MovieTable::read(&mut connection) {
        Ok(table) => table,
        // A project of other tables has no movies to show.
        Err(movies::Error::MissingTable) if matches!(source, Source::Project(_)) => {
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    if movies::count(&mut connection, table, &Filter::default())? == 0 {
        let seeds = catalogue::seeds(workspace, &[])?;
        movies::populate(&mut connection, &seeds, false, report)
            .map_err(|error| workspace.name_file(error.into()))?;
    }
    Ok(Some(catalogue::list_on(
        &mut connection,
        &Filter::default(),
    )?))
}
