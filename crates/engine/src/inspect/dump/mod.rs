//! The schema dump: every object of a database with its definition, as the catalog has it. It knows nothing of the model,
//! so it also has the objects and properties for which the model has no place.

#[cfg(feature = "mysql")]
mod mysql;
mod objects;
#[cfg(feature = "postgres")]
mod postgres;
mod spelling;
mod sqlite;

use super::error::InspectError;
use crate::database::AnyConnection;

pub(crate) use objects::{Difference, Dump};

/// Reads every object of the database. Left out are the tables of version control, the database's own objects, those of
/// its extensions, and temporary ones. The connection has no open transaction.
///
/// # Errors
///
/// [`InspectError`] if the catalog cannot be read.
pub(crate) fn dump(connection: &mut AnyConnection) -> Result<Dump, InspectError> {
    match connection {
        AnyConnection::Sqlite(connection) => sqlite::dump(connection),
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(connection) => postgres::dump(connection),
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(connection) => mysql::dump(connection),
    }
}
