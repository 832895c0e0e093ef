//! A live database's schema, read from its catalogue in a constant number of queries.
//!
//! The planner makes SQLite tables again from what is read here, so whatever a table has is either in the model or
//! named in [`moviectl_schema::schema::Table::unsupported`].

mod bookkeeping;
mod bystander;
mod dump;
mod error;
mod forms;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod remains;
mod spelling;
mod sqlite;

pub(crate) use bystander::Bystander;
pub(crate) use dump::{Difference, Dump, Entry, Names, dump, listed};
pub use error::InspectError;
pub(crate) use forms::Forms;
pub(crate) use remains::{Remains, remains};
pub use spelling::Spelled;

use self::spelling::Spellings;
use crate::database::AnyConnection;
use moviectl_schema::dialect::script::Created;
use moviectl_schema::schema::Schema;

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
