//! The movie commands: rows in, rows out.

use std::path::PathBuf;

use super::{
    BUILT_IN_SEEDS, Error, Filter, Movie, MovieTable, NewMovie, Outcome, add, list, parse_seeds,
    populate,
};
use moviectl_engine::database::{ConnectError, OpenMode, is_read_only};
use moviectl_engine::workflow::{self, Source, Status, Workspace};

/// Adds one movie.
///
/// # Errors
///
/// [`Error`].
pub fn add_movie(workspace: &Workspace, movie: &NewMovie) -> Result<Movie, Error> {
    movie.validate()?;
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    let table = MovieTable::read(&mut connection)?;
    add(&mut connection, table, movie).map_err(|error| in_better_words(workspace, error))
}

/// The movies that a filter lets through.
///
/// # Errors
///
/// [`Error`].
pub fn list_movies(workspace: &Workspace, filter: &Filter) -> Result<Vec<Movie>, Error> {
    let mut connection = workspace.connect(OpenMode::ReadOnly)?;
    let table = MovieTable::read(&mut connection)?;
    list(&mut connection, table, filter)
}

/// Adds the movies of `files`, else of the project's seeds, else the built-in ones: all, or none if one can't be.
///
/// # Errors
///
/// [`Error`], also for a file that can't be read.
pub fn populate_from(
    workspace: &Workspace,
    files: &[PathBuf],
    allow_duplicates: bool,
    report: &mut dyn FnMut(Outcome),
) -> Result<(), Error> {
    let seeds = seeds(workspace, files)?;
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    populate(&mut connection, &seeds, allow_duplicates, report)
        .map_err(|error| in_better_words(workspace, error))
}

pub(super) fn seeds(workspace: &Workspace, files: &[PathBuf]) -> Result<Vec<NewMovie>, Error> {
    let files = match workspace.any_project() {
        Some(project) if files.is_empty() => &project.seeds,
        _ => files,
    };
    if files.is_empty() {
        return Ok(parse_seeds(BUILT_IN_SEEDS)?);
    }
    let mut seeds = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).map_err(|source| workflow::Error::Read {
            path: path.clone(),
            source,
        })?;
        let own = parse_seeds(&text).map_err(|source| Error::SeedFile {
            path: path.clone(),
            source,
        })?;
        seeds.extend(own);
    }
    Ok(seeds)
}

/// The same error, unless the database's file must not be written to: the driver does not name it.
pub(super) fn in_better_words(workspace: &Workspace, error: Error) -> Error {
    match (&error, workspace.url().absolute_path()) {
        (Error::Database(refused), Some(path)) if is_read_only(refused) => {
            workflow::Error::Connect(ConnectError::ReadOnly { path }).into()
        }
        _ => error,
    }
}

/// Returns the hint for a missing movie table or column. Errors while it looks are ignored.
pub fn remedy(workspace: &Workspace) -> &'static str {
    let quiet = &mut |_| {};
    let source = match workspace.source(quiet) {
        Ok(source) => source,
        Err(_) => return "`moviectl setup` makes one, in a database of its own",
    };
    let dialect = workspace.dialect();
    let pending = source.repository(dialect).ok().is_some_and(|repository| {
        let applied = workspace
            .connect(OpenMode::ReadOnly)
            .and_then(|mut connection| Status::read(&mut connection));
        applied.is_ok_and(|status| !status.settled(&repository).pending(&repository).is_empty())
    });
    if pending {
        return "`moviectl upgrade` applies what is pending";
    }
    match source {
        Source::Project(project) if project.revisions(dialect).is_some() => {
            "once it is declared, `moviectl migrate` and `moviectl upgrade` bring it"
        }
        _ => "`moviectl create-all` makes the declared tables",
    }
}
