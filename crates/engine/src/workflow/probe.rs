//! The fate of a statement that was interrupted, which the runner reads from the catalog.

use crate::database::{AnyConnection, DatabaseError};
use crate::inspect::{Remains, remains};
use crate::migrations::Fate;

/// Finds out from the database whether `statement` is done.
pub(super) fn fate(connection: &mut AnyConnection, statement: &str) -> Result<Fate, DatabaseError> {
    let dialect = connection.dialect();
    Ok(match remains(connection, statement)? {
        Remains::Whole => Fate::Done,
        Remains::Nothing => Fate::NotDone,
        Remains::InvalidIndex { schema, name } => Fate::HalfDone(format!(
            "DROP INDEX CONCURRENTLY IF EXISTS {}.{}",
            dialect.quote(&schema),
            dialect.quote(&name)
        )),
        Remains::Unknown => Fate::Unknown,
    })
}
