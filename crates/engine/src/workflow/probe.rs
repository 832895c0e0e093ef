//! What became of a statement that was cut off: the runner asks, the catalogue knows.

use crate::database::{AnyConnection, DatabaseError};
use crate::inspect::{Remains, remains};
use crate::migrations::Fate;

/// Looks at the database for what became of `statement`.
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
