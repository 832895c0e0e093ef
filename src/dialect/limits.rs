//! How long names may be.

use super::{Dialect, object_name};

impl Dialect {
    /// The bytes that a name may have; `None` where any length will do. PostgreSQL cuts longer ones off (its manual,
    /// section 4.1.1).
    pub fn longest_name(self) -> Option<usize> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(63),
        }
    }

    /// The name of an index that was given none: `table_column_idx`, short enough for the database.
    pub fn index_name(self, table: &str, columns: &[String]) -> String {
        let columns = columns.join("_");
        let name = format!("{table}_{columns}_idx");
        match self.longest_name() {
            Some(longest) if name.len() > longest => object_name(table, &columns, "idx"),
            _ => name,
        }
    }
}
