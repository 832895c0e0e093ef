//! Views in the way of a change: PostgreSQL drops or retypes nothing that a view reads. To make such a view again
//! means more than its text (privileges, comments, rules, what reads it in turn), so that it is left to a person.

use std::collections::{HashMap, HashSet};

use crate::plan::PlanError;
use crate::schema::{Change, Schema, TableName, ViewRead};

/// Refuses changes that a view stands in the way of, with the names of all that must go first.
pub(super) fn refuse(from: &Schema, changes: &[Change]) -> Result<(), PlanError> {
    let mut of = Vec::new();
    let mut views: Vec<TableName> = Vec::new();
    let readers_of = readers(from);
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
        let of_table = change.table().and_then(|table| readers_of.get(table));
        let reads = |read: &&&ViewRead| column.is_none_or(|column| *column == read.column);
        let mut readers = of_table.into_iter().flatten().filter(reads).peekable();
        if readers.peek().is_some() {
            of.push(what);
        }
        views.extend(readers.map(|read| read.view.clone()));
    }
    if of.is_empty() {
        return Ok(());
    }
    with_their_readers(&readers_of, &mut views);
    Err(PlanError::Views { of, views })
}

/// The reads of each table or view.
type Readers<'s> = HashMap<&'s TableName, Vec<&'s ViewRead>>;

fn readers(from: &Schema) -> Readers<'_> {
    let mut readers: Readers<'_> = HashMap::new();
    for read in &from.view_reads {
        readers.entry(&read.table).or_default().push(read);
    }
    readers
}

/// Adds the views that read those, and so on.
fn with_their_readers(readers: &Readers<'_>, views: &mut Vec<TableName>) {
    let mut seen: HashSet<TableName> = views.iter().cloned().collect();
    let mut next = 0;
    while let Some(view) = views.get(next).cloned() {
        for reader in readers.get(&view).into_iter().flatten() {
            if seen.insert(reader.view.clone()) {
                views.push(reader.view.clone());
            }
        }
        next += 1;
    }
    views.sort();
    views.dedup();
}
