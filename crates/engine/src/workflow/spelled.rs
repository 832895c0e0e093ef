//! The declaration's SQL as a database spells it.

use super::error::Error;
use super::event::{Event, Listener};
use crate::database::AnyConnection;
use crate::inspect::spellings;
use moviectl_schema::schema::{Schema, Spellings};

/// Returns the declaration's SQL as the database spells it. Warns of each table whose SQL the database refuses, since
/// that SQL cannot be compared.
pub(super) fn spelled(
    connection: &mut AnyConnection,
    declared: &Schema,
    events: Listener<'_>,
) -> Result<Spellings, Error> {
    let spellings = spellings(connection, declared)?;
    for (table, reason) in &spellings.refused {
        events(Event::Warning(format!(
            "the SQL declared for table '{table}' can't be compared with the database's: {reason}"
        )));
    }
    Ok(spellings)
}
