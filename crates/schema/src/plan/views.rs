//! Views in the way of a change, on PostgreSQL: it drops or retypes nothing that a view reads. To make such a view again
//! means more than its text (privileges, comments, rules, what reads it in turn), so that it is left to a person.

use super::PlanError;
use crate::schema::{Change, Schema, Table, TableName};

/// Refuses changes that a view stands in the way of, with the names of all that must go first.
pub(super) fn refuse(from: &Schema, changes: &[Change]) -> Result<(), PlanError> {
    let mut of = Vec::new();
    let mut views: Vec<TableName> = Vec::new();
    for change in changes {
        let (column, what) = match change {
            Change::DropTable(table) => (None, format!("table '{}'", table.name)),
            Change::DropColumn { table, column } => (
                Some(&column.name),
                format!("column '{table}.{}'", column.name),
            ),
            Change::AlterColumn { table, from, to }
                if from.sql_type != to.sql_type
                    || from.collation != to.collation
                    || from.generated != to.generated =>
            {
                (Some(&from.name), format!("column '{table}.{}'", from.name))
            }
            _ => continue,
        };
        let reads = |view: &&Table| {
            view.reads.iter().any(|(table, read)| {
                Some(table) == change.table() && column.is_none_or(|column| column == read)
            })
        };
        let mut readers = from.views.iter().filter(reads).peekable();
        if readers.peek().is_some() {
            of.push(what);
        }
        views.extend(readers.map(|view| view.name.clone()));
    }
    if of.is_empty() {
        return Ok(());
    }
    with_their_readers(from, &mut views);
    Err(PlanError::Views { of, views })
}

/// Adds the views that read those, and so on.
fn with_their_readers(from: &Schema, views: &mut Vec<TableName>) {
    let mut next = 0;
    while let Some(view) = views.get(next).cloned() {
        let reads = |other: &&Table| other.reads.iter().any(|(read, _)| *read == view);
        for reader in from.views.iter().filter(reads) {
            if !views.contains(&reader.name) {
                views.push(reader.name.clone());
            }
        }
        next += 1;
    }
    views.sort();
    views.dedup();
}
