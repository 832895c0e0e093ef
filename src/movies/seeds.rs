//! Seeds: movies that a file brings into the catalogue, once.

use super::{Error, MovieTable, NewMovie, SeedError, add, find_duplicate};
use moviectl_engine::database::{AnyConnection, Turn, in_turn};

/// Two that populate at once would both find a movie missing, and both add it. The number is ASCII for "movie".
const TURN: Turn = Turn {
    table: "movie",
    key: 470_021_466_469,
};

/// The seeds of the tutorial, as text.
pub const BUILT_IN_SEEDS: &str = include_str!("../../seeds/movies.json");

/// The outcome of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The movie of that title was added.
    Added(String),
    /// The movie of that title was there already.
    Skipped(String),
}

/// The movies of a seed file: an array of `{"title", "year", "directors", "theatre", "mpa"}`, where the last two can
/// be left out.
pub fn parse_seeds(text: &str) -> Result<Vec<NewMovie>, SeedError> {
    let text = text.trim_start_matches('\u{feff}');
    let entries: Vec<serde_json::Value> =
        serde_json::from_str(text).map_err(SeedError::NotAnArray)?;
    let movie = |(index, entry): (usize, serde_json::Value)| {
        let number = index + 1;
        let movie = serde_json::from_value::<NewMovie>(entry)
            .map_err(|reason| SeedError::Entry { number, reason })?;
        movie
            .validate()
            .map_err(|reason| SeedError::Value { number, reason })?;
        Ok(movie)
    };
    entries.into_iter().enumerate().map(movie).collect()
}

/// Adds the movies in one transaction, and reports on each after it is committed: so nothing is half done, and
/// nothing is reported that did not last. A movie that is there already is skipped, unless duplicates are wanted.
pub fn populate(
    connection: &mut AnyConnection,
    entries: &[NewMovie],
    allow_duplicates: bool,
    report: &mut dyn FnMut(Outcome),
) -> Result<(), Error> {
    let table = MovieTable::read(connection)?;
    let outcomes = in_turn(connection, TURN, |connection| {
        entries
            .iter()
            .map(|entry| populate_one(connection, table, entry, allow_duplicates))
            .collect::<Result<Vec<_>, Error>>()
    })?;
    outcomes.into_iter().for_each(report);
    Ok(())
}

fn populate_one(
    connection: &mut AnyConnection,
    table: MovieTable,
    entry: &NewMovie,
    allow_duplicates: bool,
) -> Result<Outcome, Error> {
    if !allow_duplicates && find_duplicate(connection, table, entry)?.is_some() {
        return Ok(Outcome::Skipped(entry.title.clone()));
    }
    add(connection, table, entry)?;
    Ok(Outcome::Added(entry.title.clone()))
}
