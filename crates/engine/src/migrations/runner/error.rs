//! Why a run ended early.

use std::fmt;
use std::time::Duration;

use diesel::result::Error as DieselError;
use thiserror::Error;

use super::pairs::Unpaired;
use crate::database::interrupt::Interrupted;
use crate::database::{ConnectError, LockError};
use crate::migrations::records::Progress;
use crate::migrations::repository_error::RepositoryError;
use crate::migrations::revision::Direction;
use crate::migrations::script::ScriptError;
use crate::migrations::squash::PartlySquashed;
use moviectl_schema::dialect::Dialect;

/// The reason why a run ended early. Revisions that were applied before stay applied.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// The revisions can't be read.
    #[error(transparent)]
    Repository(#[from] RepositoryError),
    /// The lock can't be had.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// Some of what a squashed revision replaces is applied.
    #[error("{0}")]
    Squashed(Box<PartlySquashed>),
    /// The records can't be read or written.
    #[error("can't {doing}")]
    Records {
        /// The action that failed.
        doing: &'static str,
        /// The database's error.
        source: DieselError,
    },
    /// A script was refused or failed.
    #[error("{} of revision {version} {aftermath}", direction.file_name())]
    Script {
        /// The revision.
        version: String,
        /// The direction of the script.
        direction: Direction,
        /// The effects of the script that stay in the database.
        aftermath: Aftermath,
        /// The reason of the refusal or the failure.
        source: ScriptError,
    },
    /// The transaction could not be committed.
    #[error("cannot commit{}", if *lost { ": the connection was lost, and all of it is done or nothing" } else { "" })]
    Commit {
        /// True if the connection was lost meanwhile: then all of the transaction is done, or nothing.
        lost: bool,
        /// The database's error.
        source: DieselError,
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
    /// The script drops a table together with objects that no revision created.
    #[error(
        "{} of revision {version} was not run: it would drop objects that no revision created: {}",
        direction.file_name(), losses.join(", ")
    )]
    Losses {
        /// The revision.
        version: String,
        /// The script's direction.
        direction: Direction,
        /// Descriptions of the objects.
        losses: Vec<String>,
    },
    /// The database has a revision that the repository lacks.
    #[error("the database has revision {0}, which is not in the repository")]
    UnknownApplied(String),
    /// A downgrade to a revision that the database does not have.
    #[error("the database is not at or beyond revision {0}, so that it can't be downgraded to it")]
    NotApplied(String),
    /// A revision is half done, and this run would leave it so.
    #[error("revision {} is half {}: {} of {} done", .0.version, past(.0.direction), counted(.0.done), .0.direction.file_name())]
    HalfDone(Box<Progress>),
    /// The script of a half-done revision was edited in the statements that are already done.
    #[error(
        "{} of revision {} was edited in its first {}, which {} done already",
        .0.direction.file_name(), .0.version, counted(.0.done), are(.0.done)
    )]
    PrefixEdited(Box<Progress>),
    /// Nobody knows whether a statement was done before it was cut off.
    #[error(
        "statement {statement} of {} of revision {} was cut off, and the database does not tell whether it was done: {}",
        progress.direction.file_name(), progress.version, progress.started.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    )]
    CannotTell {
        /// How far the revision has come.
        progress: Box<Progress>,
        /// Which statement, counted from 1.
        statement: usize,
    },
    /// A statement that a killed run left on the server does not end.
    #[error("statement {statement} of revision {version}, which a run that was cut off began, still runs on the server after {} s", .waited.as_secs_f64().round())]
    StillRunning {
        /// The revision.
        version: String,
        /// Which statement, counted from 1.
        statement: usize,
        /// How long we waited.
        waited: Duration,
    },
    /// A revision is half applied, and nobody knows how to take back what is done of it.
    #[error("revision {} is half applied, {} of up.sql done: {reason}", .progress.version, counted(.progress.done))]
    Unpaired {
        /// How far it is.
        progress: Box<Progress>,
        /// Why not.
        reason: Unpaired,
    },
    /// `--resume-at` where that makes no sense.
    #[error("the run can't go on at statement {at}: {reason}")]
    ResumeAt {
        /// Which statement, counted from 1.
        at: usize,
        /// Why.
        reason: String,
    },
    /// The second connection, which holds the lock or writes the records, cannot be opened.
    #[error(
        "revision {version} runs outside of a transaction, and needs a second connection {purpose}"
    )]
    Second {
        /// The revision.
        version: String,
        /// Its purpose.
        purpose: &'static str,
        /// Why not, where it was tried.
        #[source]
        source: Option<Box<ConnectError>>,
    },
    /// The connection that replaces the one of the run cannot be opened.
    #[error(
        "cannot open a new session, which the next revision needs because the last one changed this one"
    )]
    Renew(#[source] ConnectError),
    /// Not all revisions fit into one transaction.
    #[error("the revisions can't be applied in one transaction: {reason}")]
    NotAtomic {
        /// Which one does not fit, and why.
        reason: String,
    },
    /// A script for another person to run, for a database whose client program is not known.
    #[error("cannot write a script for {0}: no client program of it is known")]
    NoClient(Dialect),
    /// Ctrl-C or SIGTERM while a script ran on a scratch database.
    #[error(
        "{interrupted} while {} of revision {version} ran on a scratch database; nothing was written",
        direction.file_name()
    )]
    InterruptedOnScratch {
        /// The revision.
        version: String,
        /// The script's direction.
        direction: Direction,
        /// The signal.
        #[source]
        interrupted: Interrupted,
    },
    /// Ctrl-C or SIGTERM.
    #[error("{interrupted}: {account}")]
    Interrupted {
        /// Which.
        #[source]
        interrupted: Interrupted,
        /// The revisions that were done, and those that were not.
        account: Box<Account>,
    },
}

impl From<PartlySquashed> for RunError {
    fn from(partly: PartlySquashed) -> Self {
        Self::Squashed(Box::new(partly))
    }
}

/// The revisions that a stopped run has done, and those that it has not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    /// Up or down.
    pub direction: Direction,
    /// The revisions that were done, and stay so.
    pub done: Vec<String>,
    /// The one that was being run, and what is left of it.
    pub open: Option<(String, Aftermath)>,
    /// Those that were not begun.
    pub left: Vec<String>,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let done = past(self.direction);
        if self.done.is_empty() {
            write!(f, "no revision was {done}")?;
        } else {
            write!(f, "{done} and kept: {}", self.done.join(", "))?;
        }
        if let Some((version, aftermath)) = &self.open {
            match aftermath {
                Aftermath::StaysDone { done, of } => write!(
                    f,
                    "; half {}, {done} of {of} statements done: {version}",
                    past(self.direction)
                )?,
                Aftermath::CutOff { done, of } => write!(
                    f,
                    "; cut off in statement {} of {of}, which may have been done: {version}",
                    done + 1
                )?,
                _ => write!(f, "; rolled back: {version}")?,
            }
        }
        if self.left.is_empty() {
            return Ok(());
        }
        write!(f, "; not begun: {}", self.left.join(", "))
    }
}

fn past(direction: Direction) -> &'static str {
    direction.participle()
}

fn counted(statements: usize) -> String {
    match statements {
        1 => "1 statement".to_owned(),
        _ => format!("{statements} statements"),
    }
}

fn are(statements: usize) -> &'static str {
    if statements == 1 { "is" } else { "are" }
}

/// The effects of a failed script that stay in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Aftermath {
    /// Nothing of it ran.
    NotRun,
    /// All that it did is undone.
    RolledBack,
    /// All that the whole run did is undone.
    AllRolledBack,
    /// Its statements before the one that failed stay done.
    StaysDone {
        /// How many.
        done: u32,
        /// Of how many.
        of: u32,
    },
    /// The connection was lost in a statement of a script that runs outside of a transaction: the server may have done it.
    CutOff {
        /// How many statements before it stay done.
        done: u32,
        /// Of how many.
        of: u32,
    },
    /// The server did not answer any more: it may have committed.
    WholeOrNot,
    /// It ran on a scratch database, which is gone.
    Scratch,
}

impl fmt::Display for Aftermath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRun => f.write_str("can't be run"),
            Self::RolledBack => f.write_str("failed, and was rolled back"),
            Self::AllRolledBack => {
                f.write_str("failed, and all revisions of this run were rolled back")
            }
            Self::StaysDone { done: 0, of } => {
                write!(f, "failed in statement 1 of {of}; nothing of it is done")
            }
            Self::StaysDone { done, of } => write!(
                f,
                "failed in statement {} of {of}; what it did before stays done ({}), since it runs outside of a transaction",
                done + 1,
                counted(*done as usize)
            ),
            Self::CutOff { done, of } => {
                write!(
                    f,
                    "was cut off in statement {} of {of}, which may have been done",
                    done + 1
                )?;
                match done {
                    0 => Ok(()),
                    done => write!(
                        f,
                        "; what it did before stays done ({})",
                        counted(*done as usize)
                    ),
                }
            }
            Self::WholeOrNot => f.write_str("was cut off, and is done whole or not at all"),
            Self::Scratch => f.write_str("failed on a scratch database"),
        }
    }
}

pub(super) fn records(doing: &'static str) -> impl Fn(DieselError) -> RunError {
    move |source| RunError::Records { doing, source }
}
