//! A live database's schema, read from its catalogue in a constant number of queries.
//!
//! The planner makes SQLite tables again from what is read here, so whatever a table has is either in the model or
//! named in [`moviectl_schema::schema::Table::unsupported`].

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod remains;
mod spelling;
mod sqlite;

pub(crate) use remains::{Remains, remains};
pub use spelling::Spelled;

use self::spelling::Spellings;
use crate::database::AnyConnection;
use moviectl_schema::dialect::script::Created;
use moviectl_schema::schema::{BOOKKEEPING_TABLES, Schema, TableName};

/// Why a schema could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// A query of the catalogue failed.
    #[error("cannot read the {what} of the database")]
    Query {
        /// The part of the database that was being read.
        what: &'static str,
        /// The database's error.
        source: diesel::result::Error,
    },
    /// The text of a `CREATE TABLE` statement, as SQLite keeps it, is not understood.
    #[error("cannot understand the CREATE TABLE statement of table '{table}': {reason}")]
    CreateTable {
        /// The table.
        table: String,
        /// The problem with the statement.
        reason: String,
    },
}

/// Reads the whole schema. Left out are the tables of version control, those of the database itself and of its
/// extensions, temporary tables, and partitions. Tables and views are sorted by schema and name.
pub fn inspect(connection: &mut AnyConnection) -> Result<Schema, InspectError> {
    let mut schema = match connection {
        AnyConnection::Sqlite(connection) => sqlite::inspect(connection)?,
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => postgres::inspect(connection)?,
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(connection) => mysql::inspect(connection)?,
    };
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    schema.views.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(schema)
}

/// Returns a declaration with the SQL that the database would store for it: defaults, checks, generated columns, indexes.
/// The function leaves nothing behind in the database. SQLite stores SQL as it was typed.
///
/// # Errors
///
/// [`InspectError::Query`]. SQL that the database refuses is no error; [`Spelled::refused`] lists it.
pub fn spelled(connection: &mut AnyConnection, declared: &Schema) -> Result<Spelled, InspectError> {
    let spellings = match connection {
        AnyConnection::Sqlite(_) => Spellings::default(),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => postgres::spellings(connection, declared)?,
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(connection) => mysql::spellings(connection, declared)?,
    };
    Ok(spellings.applied_to(declared))
}

/// Something that a database has beside its tables and views, and that nothing here compares or changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bystander {
    /// A function, a trigger or an extension.
    pub kind: Created,
    /// Its name alone.
    pub name: String,
    /// Its name for people: with the schema where it is not the default one, with a function's arguments.
    pub shown: String,
    /// The table or view of a trigger.
    pub table: Option<TableName>,
    /// The function that a trigger calls.
    pub calls: Option<String>,
}

/// The functions, triggers and extensions of the database whose tables and views are `schema`, but those of extensions
/// and of the database itself. At most one query.
///
/// # Errors
///
/// [`InspectError::Query`].
pub(crate) fn bystanders(
    connection: &mut AnyConnection,
    schema: &Schema,
) -> Result<Vec<Bystander>, InspectError> {
    match connection {
        // It has triggers alone, and they are read with their tables.
        AnyConnection::Sqlite(_) => Ok(schema
            .tables
            .iter()
            .chain(&schema.views)
            .flat_map(|table| {
                table.sqlite.triggers.iter().map(|trigger| Bystander {
                    kind: Created::Trigger,
                    name: trigger.name.clone(),
                    shown: trigger.name.clone(),
                    table: Some(table.name.clone()),
                    calls: None,
                })
            })
            .collect()),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => postgres::bystanders(connection),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(connection) => mysql::bystanders(connection),
    }
}

fn is_bookkeeping(table: &str) -> bool {
    BOOKKEEPING_TABLES
        .iter()
        .any(|own| own.eq_ignore_ascii_case(table))
}

fn query_error(what: &'static str) -> impl FnOnce(diesel::result::Error) -> InspectError {
    move |source| InspectError::Query { what, source }
}
