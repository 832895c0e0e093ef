//! Errors of the shell.

use std::io;
use std::process::ExitCode;

use moviectl_engine::database::DriverMessage;
use moviectl_engine::database::interrupt::Interrupted;
use moviectl_engine::database::query::QueryError;
use moviectl_engine::inspect::InspectError;
use moviectl_engine::workflow;

/// Why something that was typed was not done, or why the shell ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The project, or the database, can't be opened.
    #[error(transparent)]
    Workflow(Box<workflow::Error>),
    /// The schema can't be read.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// A statement failed.
    #[error("{message}")]
    Statement {
        /// The database's message, with the place of the statement.
        message: String,
        /// The database's additional message.
        #[source]
        detail: Option<DriverMessage>,
        /// The hint about it.
        hint: Option<String>,
        /// The connection is gone.
        lost: bool,
    },
    /// Something that the shell does not do.
    #[error("{message}")]
    Refused {
        /// The refused request, and the reason.
        message: String,
        /// An alternative.
        hint: Option<String>,
    },
    /// A moviectl command failed, and said so.
    #[error("a command failed")]
    Command(ExitCode),
    /// Ctrl-C or SIGTERM.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// A stream failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The terminal can't be used.
    #[error("can't read from the terminal: {0}")]
    Terminal(String),
}

impl Error {
    pub(super) fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused {
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// Returns the hint for the user.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Statement { hint, .. } | Self::Refused { hint, .. } => hint.as_deref(),
            _ => None,
        }
    }

    /// The same error with the place of what caused it in front.
    pub(super) fn at(mut self, place: &str) -> Self {
        if let Self::Statement { message, .. } | Self::Refused { message, .. } = &mut self
            && !place.is_empty()
        {
            *message = format!("{place}: {message}");
        }
        self
    }

    /// Returns whether the error ends the shell.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self, Self::Interrupted(_) | Self::Io(_) | Self::Terminal(_))
    }
}

impl From<workflow::Error> for Error {
    fn from(error: workflow::Error) -> Self {
        Self::Workflow(Box::new(error))
    }
}

impl From<QueryError> for Error {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Interrupted(interrupted) => Self::Interrupted(interrupted),
            QueryError::Database {
                message,
                detail,
                hint,
                lost,
                ..
            } => Self::Statement {
                message,
                detail,
                hint,
                lost,
            },
            refused @ QueryError::CopyThroughClient => Self::refused(
                refused.to_string(),
                "psql's \\copy does that; here SELECT and --format csv write rows, INSERT takes them",
            ),
            other => Self::Statement {
                message: other.to_string(),
                detail: None,
                hint: None,
                lost: false,
            },
        }
    }
}
