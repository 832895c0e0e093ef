//! Any SQL statement that somebody typed, and what it returns, whatever its columns and types.

mod answer;
mod error;
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

use super::AnyConnection;
use moviectl_schema::dialect::script::Statement;

pub use answer::{Answer, ResultSet, Value};
pub use error::QueryError;
pub use state::TransactionState;

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
