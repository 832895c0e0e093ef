//! Errors of scripts.

use std::path::PathBuf;

use diesel::result::DatabaseErrorInformation;
use moviectl_schema::source::Position;
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
    #[error("{at}: {word} in a script that runs inside of a transaction")]
    TransactionControl {
        /// The statement's position.
        at: Position,
        /// The statement's first words.
        word: &'static str,
    },
    /// A statement that would reach past a scratch database.
    #[error("{at}: {reason}, so that the script can't be run on a scratch database")]
    EscapesScratch {
        /// The statement's position.
        at: Position,
        /// Why.
        reason: String,
    },
    /// The database refused a statement.
    #[error("{at}: {}", excerpt(statement))]
    Statement {
        /// The statement's position, or where in it the server found the error.
        at: Position,
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
    /// The database refused the statement by which the session forgets the number that it generated last.
    #[error("{}: can't forget the number that the session generated last", path.display())]
    Forget {
        /// The script, which reads that number.
        path: PathBuf,
        /// The database's error.
        source: diesel::result::Error,
    },
    /// A place in the script that keeps it from being run.
    #[error("{at}: {reason}")]
    Unsafe {
        /// The position.
        at: Position,
        /// The reason why it cannot be run.
        reason: &'static str,
    },
    /// A statement that needs a client which sends or takes rows beside it.
    #[error("{at}: COPY from STDIN or to STDOUT needs a client that sends or takes the rows")]
    CopyThroughClient {
        /// The statement's position.
        at: Position,
    },
    /// Somebody asked to stop.
    #[error("{0}")]
    Interrupted(#[from] Interrupted),
}

impl ScriptError {
    /// The position that the message names.
    pub fn position(&self) -> Option<&Position> {
        match self {
            Self::Repository(error) => error.position(),
            Self::TransactionControl { at, .. }
            | Self::EscapesScratch { at, .. }
            | Self::Statement { at, .. }
            | Self::Unsafe { at, .. }
            | Self::CopyThroughClient { at } => Some(at),
            Self::Missing(_)
            | Self::Empty(_)
            | Self::Commit { .. }
            | Self::Forget { .. }
            | Self::Interrupted(_) => None,
        }
    }
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

impl ScriptError {
    /// Returns the server's message.
    pub(crate) fn message(&self) -> Option<&str> {
        self.information().map(|own| own.message())
    }

    /// Returns the server's details of the error, if it sent any.
    pub(crate) fn details(&self) -> Option<&str> {
        self.information().and_then(|own| own.details())
    }

    fn information(&self) -> Option<&(dyn DatabaseErrorInformation + Send + Sync)> {
        match self {
            Self::Statement {
                source: diesel::result::Error::DatabaseError(_, information),
                ..
            } => Some(information.as_ref()),
            _ => None,
        }
    }
}
