//! The movie commands: rows in, rows out.

use std::path::PathBuf;

use super::error::Error;
use super::source::Source;
use super::workspace::Workspace;
use crate::movies::{
    self, BUILT_IN_SEEDS, Filter, Movie, MovieTable, NewMovie, Outcome, SeedError, parse_seeds,
};
use moviectl_engine::database::{AnyConnection, OpenMode};

/// Adds one movie.
///
/// # Errors
///
/// [`Error::Movies`].
pub fn add_movie(workspace: &Workspace, movie: &NewMovie) -> Result<Movie, Error> {
    movie.validate().map_err(movies::Error::from)?;
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    let table = MovieTable::read(&mut connection)?;
    movies::add(&mut connection, table, movie).map_err(|error| workspace.name_file(error.into()))
}

/// The movies that a filter lets through.
///
/// # Errors
///
/// [`Error::Movies`].
pub fn list_movies(workspace: &Workspace, filter: &Filter) -> Result<Vec<Movie>, Error> {
    let mut connection = workspace.connect(OpenMode::ReadOnly)?;
    list_on(&mut connection, filter)
}

pub(super) fn list_on(
    connection: &mut AnyConnection,
    filter: &Filter,
) -> Result<Vec<Movie>, Error> {
    let table = MovieTable::read(connection)?;
    Ok(movies::list(connection, table, filter)?)
}

/// Adds the movies of `files`, else of the project's seeds, else the built-in ones: all, or none if one can't be.
///
/// # Errors
///
/// [`Error::Movies`], or a file that can't be read.
pub fn populate(
    workspace: &Workspace,
    files: &[PathBuf],
    allow_duplicates: bool,
    report: &mut dyn FnMut(Outcome),
) -> Result<(), Error> {
    let seeds = seeds(workspace, files)?;
    let mut connection = workspace.connect(OpenMode::ReadWrite)?;
    movies::populate(&mut connection, &seeds, allow_duplicates, report)
        .map_err(|error| workspace.name_file(error.into()))
}

pub(super) fn seeds(workspace: &Workspace, files: &[PathBuf]) -> Result<Vec<NewMovie>, Error> {
    let files = match workspace.any_project() {
        Some(project) if files.is_empty() => &project.seeds,
        _ => files,
    };
    if files.is_empty() {
        return parsed(BUILT_IN_SEEDS);
    }
    let mut seeds = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
            path: path.clone(),
            source,
        })?;
        let own = parse_seeds(&text).map_err(|source| Error::Seeds {
            path: path.clone(),
            source,
        })?;
        seeds.extend(own);
    }
    Ok(seeds)
}

fn parsed(text: &str) -> Result<Vec<NewMovie>, Error> {
    let seeds: Result<_, SeedError> = parse_seeds(text);
    Ok(seeds.map_err(movies::Error::from)?)
}

/// What would bring a missing movie table or column: the hint. Looking must not fail.
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
            .and_then(|mut connection| super::status::Status::read(&mut connection));
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
