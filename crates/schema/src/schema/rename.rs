//! Another name for what stays the same. No comparison of two schemas can tell it from a removal and an addition, so
//! that a person has to.

use super::TableName;

/// A table, a column, an enum type or one of its values, that keeps what it holds under another name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rename {
    /// A table, within its schema.
    Table {
        /// The current name.
        from: TableName,
        /// The new name.
        to: TableName,
    },
    /// A column.
    Column {
        /// Its table, under the name that the table has by then.
        table: TableName,
        /// The current name.
        from: String,
        /// The new name.
        to: String,
    },
    /// An enum type, within its schema.
    Enum {
        /// The current name.
        from: TableName,
        /// The new name.
        to: TableName,
    },
    /// A value of an enum type.
    Value {
        /// The type, under the name that it has by then.
        name: TableName,
        /// The current name of the value.
        from: String,
        /// The new name.
        to: String,
    },
}

impl Rename {
    /// The renaming in the words of the other changes: "renamed column 'movie.mpa' to 'rating'".
    pub fn describe(&self) -> String {
        match self {
            Self::Table { from, to } => format!("renamed table '{from}' to '{to}'"),
            Self::Column { table, from, to } => {
                format!("renamed column '{table}.{from}' to '{to}'")
            }
            Self::Enum { from, to } => format!("renamed enum '{from}' to '{to}'"),
            Self::Value { name, from, to } => {
                format!("renamed value '{from}' of enum '{name}' to '{to}'")
            }
        }
    }

    /// The old name with the word for its kind, and the new name: `column 'movie.mpa'` and `rating`.
    #[doc(hidden)]
    pub fn old_and_new(&self) -> (String, String) {
        match self {
            Self::Table { from, to } => (format!("table '{from}'"), to.to_string()),
            Self::Column { table, from, to } => (format!("column '{table}.{from}'"), to.clone()),
            Self::Enum { from, to } => (format!("enum '{from}'"), to.to_string()),
            Self::Value { name, from, to } => {
                (format!("value '{from}' of enum '{name}'"), to.clone())
            }
        }
    }

    /// As `--rename` takes it: `movie.mpa=rating`.
    pub fn argument(&self) -> String {
        match self {
            Self::Table { from, to } | Self::Enum { from, to } => format!("{from}={to}"),
            Self::Column { table, from, to } => format!("{table}.{from}={to}"),
            Self::Value { name, from, to } => format!("{name}.{from}={to}"),
        }
    }
}
