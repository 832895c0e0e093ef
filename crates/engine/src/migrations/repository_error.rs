//! Errors of repositories.

use std::path::PathBuf;

use thiserror::Error;

use super::graph::GraphError;
use super::toml_file::TomlError;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::source::Position;

/// Why a repository can't be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RepositoryError {
    /// A file or directory can't be read.
    #[error("can't read {}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// The operating system's error.
        source: std::io::Error,
    },
    /// A change of the directory that was cut off.
    #[error("a change of the revisions in {} was cut off", .0.display())]
    Unfinished(PathBuf),
    /// There is no such directory.
    #[error("there is no directory {}", .0.display())]
    NoDirectory(PathBuf),
    /// A migration of another source cannot be read as SQL.
    #[error("cannot read {name} as SQL")]
    Source {
        /// Its name.
        name: String,
        /// The source's error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// `metadata.toml` is not TOML of the expected form.
    #[error(transparent)]
    Metadata(#[from] TomlError),
    /// A directory that is no revision.
    #[error("{} has no up.sql", .0.display())]
    NoUpScript(PathBuf),
    /// Two directories of one version; Diesel would silently run one of them.
    #[error("version {version} is there twice: {first} and {second}")]
    Duplicate {
        /// The version.
        version: String,
        /// One directory's name.
        first: String,
        /// The other's.
        second: String,
    },
    /// A squashed revision beside one that it was squashed from.
    #[error("revision {version} replaces {replaced}, which is still there")]
    StillThere {
        /// The squashed revision.
        version: String,
        /// One that it stands for.
        replaced: String,
    },
    /// A revision that follows one that was squashed into another.
    #[error("revision {version} revises {parent}, which was squashed into {into}")]
    SquashedParent {
        /// The revision.
        version: String,
        /// The version that it names as its parent.
        parent: String,
        /// The revision that replaces that parent now.
        into: String,
    },
    /// A revision whose scripts are for another database.
    #[error("the scripts of revision {version} are for {theirs}, and the database is {ours}")]
    OtherDialect {
        /// The revision.
        version: String,
        /// The dialect of its scripts.
        theirs: Dialect,
        /// The dialect that was asked for.
        ours: Dialect,
    },
    /// The revisions contradict each other.
    #[error(transparent)]
    Graph(#[from] GraphError),
}

impl RepositoryError {
    /// The position that the message names.
    pub fn position(&self) -> Option<&Position> {
        match self {
            Self::Metadata(error) => error.position(),
            _ => None,
        }
    }
}
