//! Errors of scripts.

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::database::interrupt::Interrupted;
use crate::migrations::repository_error::RepositoryError;

/// Why a script is refused, or failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// The script can't be read.
    #[error(transparent)]
    Repository(Box<RepositoryError>),
    /// There is no such script.
    #[error("{} is missing: the revision can't be taken back", .0.display())]
    Missing(PathBuf),
    /// Nothing is in the script, not even a comment.
    #[error("{} is empty", .0.display())]
    Empty(PathBuf),
    /// A script that runs inside of a transaction must not end it.
    #[error("{}:{line}:{column}: {word} in a script that runs inside of a transaction", path.display())]
    TransactionControl {
        /// The script.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The statement's first words.
        word: &'static str,
    },
    /// A statement that would reach past a scratch database.
    #[error("{}:{line}:{column}: {reason}, so that the script can't be run on a scratch database", path.display())]
    EscapesScratch {
        /// The script.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// Why.
        reason: String,
    },
    /// The database refused a statement.
    #[error("{}:{line}:{column}: {}", path.display(), excerpt(statement))]
    Statement {
        /// The script.
        path: Box<Path>,
        /// The line: the statement's, or where in it the server found the error.
        line: usize,
        /// The column.
        column: usize,
        /// The statement.
        statement: Box<str>,
        /// The database's error.
        source: diesel::result::Error,
    },
    /// The database refused to commit, for example because of a deferred constraint.
    #[error("{}: COMMIT", path.display())]
    Commit {
        /// The script.
        path: PathBuf,
        /// The database's error.
        source: diesel::result::Error,
    },
    /// A place in the script that keeps it from being run.
    #[error("{}:{line}:{column}: {reason}", path.display())]
    Unsafe {
        /// The script.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The reason why it cannot be run.
        reason: &'static str,
    },
    /// A statement that needs a client which sends or takes rows beside it.
    #[error("{}:{line}:{column}: COPY from STDIN or to STDOUT needs a client that sends or takes the rows", path.display())]
    CopyThroughClient {
        /// The script.
        path: PathBuf,
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// Somebody asked to stop.
    #[error("{0}")]
    Interrupted(#[from] Interrupted),
}

impl From<RepositoryError> for ScriptError {
    fn from(error: RepositoryError) -> Self {
        Self::Repository(Box::new(error))
    }
}

/// The statement in one line, cut where it is long.
fn excerpt(statement: &str) -> String {
    const LONGEST: usize = 160;
    let line = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST).chain(['…']).collect()
}
