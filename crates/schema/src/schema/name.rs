//! The name of a table, with its schema where it is not the default one.

use std::fmt;

/// A table's name. `schema` is `None` for the connection's default schema (`public` on PostgreSQL, `main` on SQLite).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    /// The schema, where it is not the default one.
    pub schema: Option<String>,
    /// The table's own name, as the database spells it.
    pub name: String,
}

impl TableName {
    /// A table of the default schema.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            schema: None,
            name: name.into(),
        }
    }

    /// A table of a named schema.
    pub fn in_schema(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            schema: Some(schema.into()),
            name: name.into(),
        }
    }
}

/// `movie`, or `audit.entry`: for messages, never for SQL (that is [`crate::dialect::Dialect::quote_table`]).
impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}
