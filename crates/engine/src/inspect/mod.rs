//! A live database's schema, read from its catalogue in a constant number of queries.
//!
//! The planner makes SQLite tables again from what is read here, so whatever a table has is either in the model or
//! named in [`moviectl_schema::schema::Table::unsupported`].

mod bookkeeping;
mod bystander;
mod dump;
mod error;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
mod remains;
mod spelling;
mod sqlite;

pub(crate) use bystander::Bystander;
pub use dump::{Dump, Entry, dump};
pub use error::InspectError;
pub(crate) use remains::{Remains, remains};
pub use spelling::Spelled;

use std::collections::{HashMap, HashSet};

use self::spelling::Spellings;
use crate::database::AnyConnection;
use moviectl_schema::dialect::script::Created;
use moviectl_schema::schema::{Schema, Table, TableName};

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

/// Returns a schema with the SQL of these tables in the form that the database would store unchanged: the form in which it
/// stores what it printed. The function leaves nothing behind in the database.
///
/// # Errors
///
/// [`InspectError::Query`].
pub(crate) fn settled(
    connection: &mut AnyConnection,
    schema: &Schema,
    tables: &HashSet<&TableName>,
) -> Result<Schema, InspectError> {
    // Each round takes a layer of casts away or moves one, and no server was seen to need more than two.
    const ROUNDS: usize = 4;
    let mut part = schema.filtered(|name| tables.contains(name));
    for _ in 0..ROUNDS {
        let next = spelled(connection, &part)?.schema;
        if next == part {
            break;
        }
        part = next;
    }
    let mut settled = schema.clone();
    let by_name: HashMap<TableName, Table> = part
        .tables
        .into_iter()
        .map(|table| (table.name.clone(), table))
        .collect();
    for table in &mut settled.tables {
        if let Some(own) = by_name.get(&table.name) {
            table.clone_from(own);
        }
    }
    Ok(settled)
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
