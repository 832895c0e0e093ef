//! Renaming in place, which every dialect does by one statement, and mostly follows in all that mentions the old name.

use super::enums::{rename_enum, rename_enum_value};
use super::{Step, mysql};
use crate::dialect::Dialect;
use crate::schema::{Rename, Schema, TableName};

/// The statements of renamings of what `from` has, one after the other, and those that take them back.
#[doc(hidden)]
pub fn renames(dialect: Dialect, from: &Schema, renames: &[Rename]) -> Vec<Step> {
    let mut at = from.clone();
    let steps = renames.iter();
    steps.map(|one| rename(dialect, &mut at, one)).collect()
}

/// `at` has the names from before, and as far as a later renaming has to know them, those from afterwards.
fn rename(dialect: Dialect, at: &mut Schema, rename: &Rename) -> Step {
    match rename {
        Rename::Table { from, to } => {
            for table in &mut at.tables {
                if table.name == *from {
                    table.name = to.clone();
                }
                let keys = table.foreign_keys.iter_mut();
                for key in keys.filter(|key| key.references == *from) {
                    key.references = to.clone();
                }
            }
            Step {
                up: vec![rename_table(dialect, from, to)],
                down: vec![rename_table(dialect, to, from)],
            }
        }
        Rename::Column { table, from, to } => {
            let restated = match dialect {
                Dialect::Mysql => mysql::rename_column(at, table, from, to),
                _ => None,
            };
            restated.unwrap_or_else(|| Step {
                up: vec![rename_column(dialect, table, from, to)],
                down: vec![rename_column(dialect, table, to, from)],
            })
        }
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
