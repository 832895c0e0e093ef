//! Another name for what stays the same. No comparison of two schemas can tell it from a removal and an addition, so
//! that a person has to.

use super::TableName;

/// A table or column that keeps what it holds under another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rename {
    /// A table, within its schema.
    Table {
        /// What it is called.
        from: TableName,
        /// What it will be called.
        to: TableName,
    },
    /// A column.
    Column {
        /// Its table, under the name that the table has by then.
        table: TableName,
        /// What it is called.
        from: String,
        /// What it will be called.
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
        }
    }

    /// Whether both are about the same old name.
    pub fn same_old(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Table { from, .. }, Self::Table { from: other, .. }) => from == other,
            (
                Self::Column { table, from, .. },
                Self::Column {
                    table: other_table,
                    from: other,
                    ..
                },
            ) => table == other_table && from == other,
            _ => false,
        }
    }

    /// As `--rename` takes it: `movie.mpa=rating`.
    pub fn argument(&self) -> String {
        match self {
            Self::Table { from, to } => format!("{from}={to}"),
            Self::Column { table, from, to } => format!("{table}.{from}={to}"),
        }
    }
}
