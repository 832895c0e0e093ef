//! The schema dump: every object of a database with its definition, as the catalog has it. It knows nothing of the model,
//! so it also has the objects and properties for which the model has no place.

mod difference;
#[cfg(feature = "mysql")]
mod mysql;
mod objects;
#[cfg(feature = "postgres")]
mod postgres;
mod renamed;
mod spelling;
mod sqlite;
mod users;

use super::error::InspectError;
use crate::database::AnyConnection;

pub(crate) use difference::{Difference, Names};
use objects::Broken;
pub(crate) use objects::{Dump, Entry};

/// Reads every object of the database. Left out are the tables of version control, the database's own objects, those of
/// its extensions, and temporary ones. The connection has no open transaction.
///
/// # Errors
///
/// [`InspectError`] if the catalog cannot be read.
pub(crate) fn dump(connection: &mut AnyConnection) -> Result<Dump, InspectError> {
    read(connection, Broken::Found)
}

/// As [`dump`], but writes nothing at all: triggers and views that nobody can use are not found.
///
/// # Errors
///
/// As [`dump`].
pub(crate) fn listed(connection: &mut AnyConnection) -> Result<Dump, InspectError> {
    read(connection, Broken::Unknown)
}

fn read(connection: &mut AnyConnection, broken: Broken) -> Result<Dump, InspectError> {
    match connection {
        AnyConnection::Sqlite(connection) => sqlite::dump(connection, broken),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => postgres::dump(connection),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(connection) => mysql::dump(connection, broken),
    }
}
