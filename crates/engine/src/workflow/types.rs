//! Types that a declaration needs, and that nobody makes.

use std::collections::HashSet;

use super::error::Error;
use moviectl_schema::declared::undeclared_enum;
use moviectl_schema::schema::{Change, Column, Schema, TableName};

/// PostgreSQL's one-byte type is its own, though in quotes it looks like one that somebody created.
const ONE_BYTE: &str = "char";

/// Refuses `changes` to `base` if a column gets a type that neither `base` has nor they create. An existing type may be
/// of any kind: an enum of a hand-written migration, a domain, an extension's type.
pub(super) fn refuse_unknown(base: &Schema, changes: &[Change]) -> Result<(), Error> {
    let made = changes.iter().filter_map(|change| match change {
        Change::CreateEnum(own) => Some(&own.name),
        _ => None,
    });
    let made: HashSet<&TableName> = made.collect();
    // Each type is looked for once, however many columns have it.
    let mut known: HashSet<TableName> = HashSet::new();
    for (table, column) in changes.iter().flat_map(columns) {
        if let (true, Some(declared)) = (column.declared.is_unknown, &column.declared.sql_type) {
            return Err(Error::UndeclaredType {
                column: format!("{table}.{}", column.name),
                name: declared.to_string(),
            });
        }
        if let Some(name) = undeclared_enum(column) {
            return Err(Error::UnknownType {
                column: format!("{table}.{}", column.name),
                name,
            });
        }
        let Some(name) = column.sql_type.custom_name() else {
            continue;
        };
        let own = match name.schema.as_deref() {
            Some(schema) => schema == "pg_catalog",
            None => name.name == ONE_BYTE,
        };
        if own || made.contains(&name) || known.contains(&name) {
            continue;
        }
        if !base.has_type(&name) {
            return Err(Error::UnknownType {
                column: format!("{table}.{}", column.name),
                name,
            });
        }
        known.insert(name);
    }
    Ok(())
}

/// The columns whose type a change sets.
fn columns(change: &Change) -> Vec<(&TableName, &Column)> {
    match change {
        Change::CreateTable(table) => table
            .columns
            .iter()
            .map(|column| (&table.name, column))
            .collect(),
        Change::AddColumn { table, column } => vec![(table, column)],
        Change::AlterColumn { table, from, to } if from.sql_type != to.sql_type => {
            vec![(table, to)]
        }
        _ => Vec::new(),
    }
}
