//! Errors of statements.

use diesel::result::{DatabaseErrorKind, Error};

use crate::database::DriverMessage;
use crate::database::interrupt::Interrupted;

/// Why a statement failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The database refused the statement.
    #[error("{message}")]
    Database {
        /// The database's message.
        message: String,
        /// The database's details beside the message.
        #[source]
        detail: Option<DriverMessage>,
        /// The database's hint.
        hint: Option<String>,
        /// The line of the statement, from 0, if the database reports it.
        line: Option<usize>,
        /// True if the connection is lost.
        lost: bool,
    },
    /// `COPY … FROM STDIN` and its like, which need a client that sends or takes a stream.
    #[error("COPY from STDIN or to STDOUT is not possible here")]
    CopyThroughClient,
    /// Ctrl-C between two rows.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl QueryError {
    /// An error of the driver; `written` turns its position in the SQL that was run into a line of what was typed.
    pub(super) fn new(error: Error, written: impl FnOnce(usize) -> Option<usize>) -> Self {
        let Error::DatabaseError(kind, information) = error else {
            return Self::Database {
                message: error.to_string(),
                detail: None,
                hint: None,
                line: None,
                lost: false,
            };
        };
        let message = information.message().trim_end().to_owned();
        let position = information.statement_position();
        Self::Database {
            detail: information
                .details()
                .map(|text| DriverMessage(text.to_owned())),
            hint: information.hint().map(str::to_owned),
            line: position
                .and_then(|position| usize::try_from(position).ok())
                .and_then(written),
            lost: matches!(kind, DatabaseErrorKind::ClosedConnection)
                || message.contains("server closed the connection")
                || message.contains("terminating connection")
                || message.contains("no connection to the server")
                || message.contains("erver has gone away")
                || message.contains("Lost connection to ")
                || message.contains("Connection was killed"),
            message,
        }
    }
}

/// An error without a place in the statement.
pub(super) fn placeless(error: Error) -> QueryError {
    QueryError::new(error, |_| None)
}
