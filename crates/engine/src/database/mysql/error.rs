//! Errors of the driver, as Diesel has them.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};
use mysql_async::{DriverError, ServerError};

/// Message of the server, or of the failed connection.
struct Message(String);

impl DatabaseErrorInformation for Message {
    fn message(&self) -> &str {
        &self.0
    }

    fn details(&self) -> Option<&str> {
        None
    }

    fn hint(&self) -> Option<&str> {
        None
    }

    fn table_name(&self) -> Option<&str> {
        None
    }

    fn column_name(&self) -> Option<&str> {
        None
    }

    fn constraint_name(&self) -> Option<&str> {
        None
    }

    fn statement_position(&self) -> Option<i32> {
        None
    }
}

pub(in crate::database) fn diesel_error(error: mysql_async::Error) -> Error {
    use mysql_async::Error as Source;

    let lost = |what: &dyn std::fmt::Display| {
        let message = format!("Lost connection to the server: {what}");
        (DatabaseErrorKind::ClosedConnection, message)
    };
    let (kind, message) = match error {
        Source::Server(ServerError { code, message, .. }) => (kind(code), message),
        Source::Io(error) => lost(&cause(&error)),
        Source::Driver(error @ (DriverError::ConnectionClosed | DriverError::PoolDisconnected)) => {
            lost(&error)
        }
        Source::Driver(error) => (DatabaseErrorKind::Unknown, error.to_string()),
        other => (DatabaseErrorKind::Unknown, other.to_string()),
    };
    Error::DatabaseError(kind, Box::new(Message(message)))
}

/// The system's own words, without those of the driver around them.
pub(in crate::database) fn cause(error: &mysql_async::IoError) -> String {
    match error {
        mysql_async::IoError::Io(error) => error.to_string(),
        mysql_async::IoError::Tls(error) => error.to_string(),
    }
}

/// The kinds that Diesel's own connection tells apart ("Server Error Message Reference" in MySQL's manual).
fn kind(code: u16) -> DatabaseErrorKind {
    match code {
        1062 | 1586 | 1859 => DatabaseErrorKind::UniqueViolation,
        1216 | 1217 | 1451 | 1452 | 1830 | 1834 => DatabaseErrorKind::ForeignKeyViolation,
        1792 => DatabaseErrorKind::ReadOnlyTransaction,
        1048 | 1364 => DatabaseErrorKind::NotNullViolation,
        3819 | 4025 => DatabaseErrorKind::CheckViolation,
        1213 => DatabaseErrorKind::SerializationFailure,
        // The server went down, or an administrator ended the session.
        1053 | 1079 | 1927 | 3168 | 4031 => DatabaseErrorKind::ClosedConnection,
        _ => DatabaseErrorKind::Unknown,
    }
}

/// Returns whether the user lacks a privilege: error 1044, 1142, 1227 and their like. Our sessions get messages in English.
pub(crate) fn is_denied(error: &Error) -> bool {
    let text = error.to_string();
    text.contains("Access denied") || text.contains("command denied")
}
