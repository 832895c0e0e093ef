//! Events that the use cases report while they work. The use cases print nothing: the listener decides which events
//! are shown, and on which stream.

use std::fmt;
use std::path::PathBuf;

use crate::database::LockHolder;
use crate::migrations::{Direction, Revision};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A difference between what is declared and what is there, in Alembic's words.
    Detected(String),
    /// There is none.
    NoChanges,
    /// A new migration was run up, down and up again.
    Proved {
        /// On a copy of the live database; else on the database that the migrations build.
        on_copy: bool,
    },
    /// A file or directory was made.
    Generated(PathBuf),
    /// A new directory was made.
    MadeDirectory(PathBuf),
    /// A revision is about to run.
    Running {
        /// `upgrade` or `downgrade`.
        direction: Direction,
        /// The version that it goes from; empty at the base.
        from: String,
        /// The version that it goes to; empty at the base.
        to: String,
        /// The message of the revision.
        message: String,
    },
    /// A revision would run, if this were not only to tell.
    WouldRun {
        /// `upgrade` or `downgrade`.
        direction: Direction,
        /// The version that it goes from; empty at the base.
        from: String,
        /// The version that it goes to; empty at the base.
        to: String,
        /// The message of the revision.
        message: String,
    },
    /// A revision goes on where it was cut off.
    Resuming {
        /// With which statement, counted from 1.
        statement: usize,
        /// Of how many.
        statements: usize,
    },
    /// A statement that a killed run left on the server is still running.
    WaitingForStatement,
    /// Another process is running revisions on the same database: this one, as far as the server tells.
    Waiting(Option<LockHolder>),
    /// Anything else that went well.
    Done(String),
    /// Something to know.
    Note(String),
    /// Something to think about before going on.
    Warning(String),
}

impl Event {
    /// The event of a revision that is about to run.
    pub(super) fn running(revision: &Revision, direction: Direction) -> Self {
        let (from, to) = way(revision, direction);
        Self::Running {
            direction,
            from,
            to,
            message: revision.message.clone(),
        }
    }

    /// The event of a revision that would run.
    pub(super) fn would_run(revision: &Revision, direction: Direction) -> Self {
        let (from, to) = way(revision, direction);
        Self::WouldRun {
            direction,
            from,
            to,
            message: revision.message.clone(),
        }
    }
}

/// The versions that a revision goes from and to.
fn way(revision: &Revision, direction: Direction) -> (String, String) {
    let parents = revision.revises.join(", ");
    let own = revision.version.clone();
    match direction {
        Direction::Up => (parents, own),
        Direction::Down => (own, parents),
    }
}

/// The event as one line, in the words of Flask-Migrate where it has any.
impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Detected(what) => write!(f, "Detected {what}"),
            Self::NoChanges => f.write_str("No changes in schema detected."),
            Self::Proved { on_copy } => {
                let place = if *on_copy {
                    "a copy of the database"
                } else {
                    "the database that the migrations build"
                };
                write!(f, "Proved on {place}: up, down, up again")
            }
            Self::Generated(path) => write!(f, "Generating {} ... done", path.display()),
            Self::MadeDirectory(path) => {
                write!(f, "Creating directory {} ... done", path.display())
            }
            Self::Running {
                direction,
                from,
                to,
                message,
            } => write!(f, "Running {} {from} -> {to}, {message}", direction.verb()),
            Self::WouldRun {
                direction,
                from,
                to,
                message,
            } => write!(
                f,
                "Would run {} {from} -> {to}, {message}",
                direction.verb()
            ),
            Self::Waiting(holder) => {
                f.write_str("Waiting for another process that is migrating this database")?;
                if let Some(holder) = holder {
                    write!(f, " ({holder})")?;
                }
                f.write_str(" ...")
            }
            Self::Resuming {
                statement,
                statements,
            } => write!(f, "Resuming at statement {statement} of {statements}"),
            Self::WaitingForStatement => f.write_str(
                "Waiting for a statement of a run that was cut off, which the server still runs ...",
            ),
            Self::Done(text) | Self::Note(text) | Self::Warning(text) => f.write_str(text),
        }
    }
}

/// The function that receives the events.
pub type Listener<'a> = &'a mut dyn FnMut(Event);
