//! Any SQL statement that somebody typed, and what it returns, whatever its columns and types.

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "mysql")]
mod mysql_value;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "postgres")]
mod record;
#[cfg(feature = "postgres")]
mod report;
mod shape;
mod sqlite;
mod state;

#[cfg(test)]
mod tests;

use diesel::result::{DatabaseErrorKind, Error};

use super::interrupt::Interrupted;
use super::{AnyConnection, DriverMessage};
use moviectl_schema::dialect::script::Statement;

pub use state::TransactionState;

/// A value that a statement returned.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// NULL.
    Null,
    /// Anything that is written as it is.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Bool(bool),
    /// A list of texts.
    List(Vec<Option<String>>),
    /// Anything else of which the JSON form is known: decimal numbers, JSON itself, other arrays.
    Json {
        /// As the database writes it.
        text: String,
        /// The same in JSON.
        json: String,
    },
}

/// Rows under the names of their columns, which may be alike. No columns: the statement did not tell them.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ResultSet {
    /// The columns' names.
    pub columns: Vec<String>,
    /// As many values as columns in each.
    pub rows: Vec<Vec<Value>>,
}

/// The result of a statement.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// Rows, maybe none.
    Rows(ResultSet),
    /// `INSERT`, `UPDATE`, … and the number of rows that it changed.
    Affected(&'static str, usize),
    /// The statement succeeded, and there is nothing to count.
    Done,
}

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

/// Runs one statement.
///
/// # Errors
/// [`QueryError`]: the database's error, an interrupt, or a `COPY` that needs a client's stream.
pub fn query(
    connection: &mut AnyConnection,
    statement: &Statement<'_>,
) -> Result<Answer, QueryError> {
    match connection {
        AnyConnection::Sqlite(connection) => sqlite::query(connection, statement),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => postgres::query(connection, statement),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(connection) => mysql::query(connection, statement),
    }
}

/// Which databases the connection reaches: their names, and what else tells them apart.
///
/// # Errors
/// The database's error.
pub fn databases(connection: &mut AnyConnection) -> Result<Answer, QueryError> {
    let dialect = connection.dialect();
    let sql = match connection {
        AnyConnection::Sqlite(_) => "SELECT name, file FROM pragma_database_list",
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => {
            "SELECT datname AS name, pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding \
             FROM pg_database WHERE datallowconn ORDER BY datname"
        }
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => {
            "SELECT schema_name AS name, default_character_set_name AS `character set`, \
             default_collation_name AS collation FROM information_schema.schemata ORDER BY schema_name"
        }
    };
    let statements = moviectl_schema::dialect::script::split(dialect, sql);
    match statements.first() {
        Some(statement) => query(connection, statement),
        None => Ok(Answer::Done),
    }
}

impl QueryError {
    /// An error of the driver; `written` turns its position in the SQL that was run into a line of what was typed.
    fn new(error: Error, written: impl FnOnce(usize) -> Option<usize>) -> Self {
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
fn placeless(error: Error) -> QueryError {
    QueryError::new(error, |_| None)
}
