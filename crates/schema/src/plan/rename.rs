//! Renaming in place, which every dialect does by one statement and follows in all that mentions the old name.

use super::Step;
use super::enums::{rename_enum, rename_enum_value};
use crate::dialect::Dialect;
use crate::schema::{Rename, TableName};

/// The statements of a renaming, and those that take it back.
#[doc(hidden)]
pub fn rename(dialect: Dialect, rename: &Rename) -> Step {
    match rename {
        Rename::Table { from, to } => Step {
            up: vec![rename_table(dialect, from, to)],
            down: vec![rename_table(dialect, to, from)],
        },
        Rename::Column { table, from, to } => Step {
            up: vec![rename_column(dialect, table, from, to)],
            down: vec![rename_column(dialect, table, to, from)],
        },
        Rename::Enum { from, to } => rename_enum(from, &to.name),
        Rename::Value { name, from, to } => rename_enum_value(name, from, to),
    }
}

fn rename_table(dialect: Dialect, from: &TableName, to: &TableName) -> String {
    format!(
        "ALTER TABLE {} RENAME TO {}",
        dialect.quote_table(from),
        dialect.quote(&to.name)
    )
}

fn rename_column(dialect: Dialect, table: &TableName, from: &str, to: &str) -> String {
    format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        dialect.quote_table(table),
        dialect.quote(from),
        dialect.quote(to)
    )
}
