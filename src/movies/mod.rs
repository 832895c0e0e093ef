//! The movie catalogue, the project's own first schema: its declaration, its rows, its seeds, and the commands over them.
//!
//! Every command judges the table, not the records of migrations: [`MovieTable::read`] asks once what the table has,
//! and the queries take its answer.

mod columns;
mod commands;
mod embedded;
mod error;
mod filter;
mod model;
mod queries;
mod schema;
mod seed_error;
mod seeds;
mod setup;
mod text_list;
mod tutorial;

#[cfg(test)]
mod tests;

pub use columns::MovieTable;
pub use commands::{add_movie, list_movies, populate_from, remedy};
pub use embedded::{CATALOGUE, default_database};
pub use error::Error;
pub use filter::{Filter, ParseSortKeyError, SortKey};
pub use model::{Invalid, MPA_LENGTH, Movie, MovieChanges, NewMovie, TITLE_LENGTH};
pub use queries::{add, count, delete, find_duplicate, get, list, update};
pub use seed_error::SeedError;
pub use seeds::{BUILT_IN_SEEDS, Outcome, parse_seeds, populate};
pub use setup::setup;
pub use text_list::{Directors, TextList};
pub use tutorial::new_project;

/// The declaration of the movie table as text, as any project's `schema.rs`.
pub const SCHEMA_TEXT: &str = include_str!("schema.rs");
