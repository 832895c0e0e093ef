//! The order in which tables are looked at, each with all of its changes.

use std::collections::HashMap;

use crate::schema::{Change, Index, TableName};

/// The removals of indexes whose names others take, and the changes without them. A name is one index's in all the database,
/// so that it must be free before any table is looked at.
pub(super) fn names_first(changes: Vec<Change>) -> (Vec<Change>, Vec<Change>) {
    let mut taken: HashMap<String, Vec<TableName>> = HashMap::new();
    let mut take = |table: &TableName, index: &Index| {
        let owners = taken.entry(index.name.to_ascii_lowercase()).or_default();
        owners.push(table.clone());
    };
    for change in &changes {
        match change {
            Change::CreateTable(table) => {
                table.indexes.iter().for_each(|own| take(&table.name, own));
            }
            Change::AddIndex { table, index } => take(table, index),
            _ => {}
        }
    }
    let clashes = |table: &TableName, index: &Index| {
        let owners = taken.get(&index.name.to_ascii_lowercase());
        owners.is_some_and(|owners| owners.iter().any(|owner| owner != table))
    };
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::DropIndex { table, index } if clashes(&table, &index) => {
                first.push(Change::DropIndex { table, index });
            }
            Change::DropTable(mut table) => {
                let name = table.name.clone();
                let (clashing, kept) = table
                    .indexes
                    .into_iter()
                    .partition(|index| clashes(&name, index));
                table.indexes = kept;
                let clashing: Vec<Index> = clashing;
                first.extend(clashing.into_iter().map(|index| Change::DropIndex {
                    table: name.clone(),
                    index,
                }));
                rest.push(Change::DropTable(table));
            }
            other => rest.push(other),
        }
    }
    (first, rest)
}

/// The changes of each table, in the order in which the tables come first.
pub(super) fn by_table(changes: Vec<Change>) -> Vec<(TableName, Vec<Change>)> {
    let mut places: HashMap<TableName, usize> = HashMap::new();
    let mut grouped: Vec<(TableName, Vec<Change>)> = Vec::new();
    for change in changes {
        let Some(table) = change.table() else {
            continue;
        };
        let place = *places.entry(table.clone()).or_insert(grouped.len());
        match grouped.get_mut(place) {
            Some((_, own)) => own.push(change),
            None => grouped.push((table.clone(), vec![change])),
        }
    }
    grouped
}
