//! Errors of the movie commands.

use std::path::PathBuf;

use super::{Invalid, SeedError};
use moviectl_engine::workflow;

/// The error of a failed movie command. The caller adds the hints, since they depend on the project.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database has no movie table.
    #[error("there is no table 'movie'")]
    MissingTable,
    /// The table lacks columns that no command can do without.
    #[error("the table 'movie' has no {}", columns(.0))]
    MissingColumns(Vec<String>),
    /// A rating was given, and the table is the tutorial's first one.
    #[error("the table 'movie' has no column 'mpa'")]
    NoMpaColumn,
    /// A value that cannot be stored.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// No row has that id.
    #[error("there is no movie with the id {0}")]
    UnknownMovie(i32),
    /// An update without a single new value.
    #[error("nothing to change: no new value was given")]
    NothingToChange,
    /// Seeds that cannot be used.
    #[error(transparent)]
    Seeds(#[from] SeedError),
    /// A seed file that cannot be used.
    #[error("{} can't be understood", path.display())]
    SeedFile {
        /// The file.
        path: PathBuf,
        /// The error in the file.
        source: SeedError,
    },
    /// The engine failed: the project, the connection, the migrations.
    #[error(transparent)]
    Workflow(#[from] workflow::Error),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

fn columns(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let noun = if names.len() == 1 {
        "column"
    } else {
        "columns"
    };
    format!("{noun} {}", quoted.join(", "))
}
