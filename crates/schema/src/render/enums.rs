//! Enum types in diagrams, which know nothing but tables.

use crate::schema::{Column, Schema, SqlType, Table};

/// The schema with each enum type as a table without keys behind the others, a column for each value.
pub(super) fn with_enums(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for own in &schema.enums {
        let mut table = Table::new(own.name.clone());
        let values = own.labels.iter();
        table.columns = values
            .map(|label| Column::new(label, SqlType::builtin("value"), true))
            .collect();
        schema.tables.push(table);
    }
    schema
}
