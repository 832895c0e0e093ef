//! The whole set-up in one go.

use super::commands::{self, in_better_words};
use super::{Error, Filter, Movie, MovieTable, Outcome, count, list, populate};
use moviectl_engine::workflow::{self, Listener, Source, Workspace};

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
    workflow::setup(workspace, events, |connection, source| {
        let table = match MovieTable::read(connection) {
            Ok(table) => table,
            // A project of other tables has no movies to show.
            Err(Error::MissingTable) if matches!(source, Source::Project(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        if count(connection, table, &Filter::default())? == 0 {
            let seeds = commands::seeds(workspace, &[])?;
            populate(connection, &seeds, false, report)
                .map_err(|error| in_better_words(workspace, error))?;
        }
        Ok(Some(list(connection, table, &Filter::default())?))
    })
}
