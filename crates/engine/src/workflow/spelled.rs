//! The declared schema as a database spells it.

use super::error::Error;
use super::event::{Event, Listener};
use crate::database::AnyConnection;
use crate::inspect;
use moviectl_schema::schema::Schema;

/// Returns the declared schema as the database spells it. Warns of each table whose SQL the database refuses, since that
/// SQL cannot be compared.
pub(super) fn spelled(
    connection: &mut AnyConnection,
    declared: &Schema,
    events: Listener<'_>,
) -> Result<Schema, Error> {
    let spelled = inspect::spelled(connection, declared)?;
    for (table, reason) in &spelled.refused {
        events(Event::Warning(format!(
            "the SQL declared for table '{table}' can't be compared with the database's: {reason}"
        )));
    }
    Ok(spelled.schema)
}
