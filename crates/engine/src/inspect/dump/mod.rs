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
pub(crate) use objects::Dump;

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

/// Returns whether a dump writes nothing at all. On SQLite and MySQL, broken triggers and views are found by trying them.
pub(crate) fn only_reads(connection: &AnyConnection) -> bool {
    match connection {
        AnyConnection::Sqlite(_) => false,
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(_) => true,
        #[cfg(feature = "mysql")]
        AnyConnection::Mysql(_) => false,
    }
}
