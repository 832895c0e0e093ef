//! SQLite's rowid of a table without a key. Diesel's tool declares it as the key: `t (rowid) { rowid -> Integer, … }`.

use super::Dialect;
use crate::schema::{Column, SqlType, Table};

/// The names of the rowid. One that a column has is that column's (<https://www.sqlite.org/rowidtable.html>).
const NAMES: [&str; 3] = ["rowid", "oid", "_rowid_"];

impl Dialect {
    /// Returns the name by which Diesel's tool declares the rowid as the key of a table of the database; `None` if the table has a
    /// key, or no rowids.
    pub(crate) fn implied_key(self, table: &Table) -> Option<&'static str> {
        let has_key = !table.key_columns().is_empty();
        if !self.features().rowids || has_key || table.sqlite.options.without_rowid {
            return None;
        }
        let has = |name: &str| {
            let mut columns = table.columns.iter();
            columns.any(|column| column.name.eq_ignore_ascii_case(name))
        };
        NAMES.into_iter().find(|name| !has(name))
    }

    /// Returns whether the key of a declared table may be a rowid that is no column.
    pub(crate) fn may_imply_key(self, table: &Table) -> bool {
        let [key] = table.key_columns() else {
            return false;
        };
        self.features().rowids && NAMES.contains(&key.as_str())
    }

    /// The column that Diesel's tool declares for the rowid.
    pub(crate) fn implied_column(name: &str) -> Column {
        Column::new(name, SqlType::builtin("integer"), false)
    }
}
