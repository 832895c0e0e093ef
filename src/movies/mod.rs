//! The movie catalogue, the project's own first schema: its declaration, its rows and its seeds.
//!
//! Every command judges the table, not the records of migrations: [`MovieTable::read`] asks once what the table has,
//! and the queries take its answer.

mod columns;
mod error;
mod filter;
mod model;
mod queries;
mod schema;
mod seeds;
mod text_list;

#[cfg(test)]
mod tests;

pub use columns::MovieTable;
pub use error::Error;
pub use filter::{Filter, ParseSortKeyError, SortKey};
pub use model::{Invalid, MPA_LENGTH, Movie, MovieChanges, NewMovie, TITLE_LENGTH};
pub use queries::{add, count, delete, find_duplicate, get, list, update};
pub use seeds::{BUILT_IN_SEEDS, Outcome, SeedError, parse_seeds, populate};
pub use text_list::{Directors, TextList};

/// The declaration of the movie table as text, as any project's `schema.rs`.
pub const SCHEMA_TEXT: &str = include_str!("schema.rs");
