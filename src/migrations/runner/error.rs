//! Why a run ended early.

use std::fmt;

use diesel::result::Error as DieselError;
use thiserror::Error;

use crate::database::LockError;
use crate::migrations::repository::RepositoryError;
use crate::migrations::revision::Direction;
use crate::migrations::script::ScriptError;

/// Why a run ended early. What was applied before stays applied.
#[derive(Debug, Error)]
pub enum RunError {
    /// The revisions can't be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The lock can't be had.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The records can't be read or written.
    #[error("can't {doing}")]
    Records {
        /// What was being done.
        doing: &'static str,
        /// What the database says.
        source: DieselError,
    },
    /// A script was refused or failed.
    #[error("{} of revision {version} {aftermath}", direction.file_name())]
    Script {
        /// The revision.
        version: String,
        /// Which script.
        direction: Direction,
        /// What is left of what it did.
        aftermath: Aftermath,
        /// What was wrong.
        source: ScriptError,
    },
    /// A rebuild would leave rows that reference nothing.
    #[error(
        "{} of revision {version} would leave rows that reference nothing, and was rolled back: {violations}",
        direction.file_name()
    )]
    ForeignKeys {
        /// The revision.
        version: String,
        /// Which script.
        direction: Direction,
        /// Which tables, in words.
        violations: String,
    },
    /// The database has a revision that the repository lacks.
    #[error("the database has revision {0}, which is not in the repository")]
    UnknownApplied(String),
    /// A downgrade to a revision that the database does not have.
    #[error("the database is not at or beyond revision {0}, so that it can't be downgraded to it")]
    NotApplied(String),
}

/// What is left of a script that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aftermath {
    /// Nothing of it ran.
    NotRun,
    /// All that it did is undone.
    RolledBack,
    /// Its statements before the one that failed stay done.
    StaysDone,
    /// It ran on a scratch database, which is gone.
    Scratch,
}

impl fmt::Display for Aftermath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRun => "can't be run",
            Self::RolledBack => "failed, and was rolled back",
            Self::StaysDone => {
                "failed, and what it did before stays done: it runs outside of a transaction"
            }
            Self::Scratch => "failed on a scratch database",
        })
    }
}

pub(super) fn records(doing: &'static str) -> impl Fn(DieselError) -> RunError {
    move |source| RunError::Records { doing, source }
}
