//! Possible renames: one object is dropped, and another of the same shape is added. Only a person can decide.

use crate::dialect::Dialect;
use crate::schema::{ByTable, Change, Column, Rename, Table};

/// The removals in `changes` that may be one half of a renaming, each with every addition that may be the other half,
/// the likeliest first. They are as many as there are pairs, so that each is made when it is asked for.
pub fn rename_candidates(dialect: Dialect, changes: &[Change]) -> impl Iterator<Item = Rename> {
    tables(dialect, changes)
        .chain(columns(dialect, changes))
        .chain(enums(changes))
        .chain(values(changes))
}

/// An enum that goes, and one that comes with the same values.
fn enums(changes: &[Change]) -> impl Iterator<Item = Rename> {
    let dropped = changes.iter().filter_map(|change| match change {
        Change::DropEnum(dropped) => Some(dropped),
        _ => None,
    });
    dropped.flat_map(|dropped| {
        changes.iter().filter_map(|change| match change {
            Change::CreateEnum(created)
                if created.labels == dropped.labels
                    && created.name.schema == dropped.name.schema =>
            {
                Some(Rename::Enum {
                    from: dropped.name.clone(),
                    to: created.name.clone(),
                })
            }
            _ => None,
        })
    })
}

/// A value that goes, and one that comes at its place.
fn values(changes: &[Change]) -> Vec<Rename> {
    let mut candidates = Vec::new();
    for change in changes {
        let Change::AlterEnum { from, to } = change else {
            continue;
        };
        if from.labels.len() != to.labels.len() {
            continue;
        }
        for (old, new) in from.labels.iter().zip(&to.labels) {
            if !to.labels.contains(old) && !from.labels.contains(new) {
                candidates.push(Rename::Value {
                    name: from.name.clone(),
                    from: old.clone(),
                    to: new.clone(),
                });
            }
        }
    }
    candidates
}

fn tables(dialect: Dialect, changes: &[Change]) -> impl Iterator<Item = Rename> {
    let dropped = changes.iter().filter_map(|change| match change {
        Change::DropTable(dropped) => Some(dropped),
        _ => None,
    });
    dropped.flat_map(move |dropped| {
        let mut likely: Vec<(usize, &Table)> = changes
            .iter()
            .filter_map(|change| match change {
                Change::CreateTable(created) if created.name.schema == dropped.name.schema => {
                    Some((shared(dialect, dropped, created), created))
                }
                _ => None,
            })
            .filter(|(shared, created)| {
                *shared > 0 && shared * 2 >= dropped.columns.len().max(created.columns.len())
            })
            .collect();
        likely.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        likely.into_iter().map(|(_, created)| Rename::Table {
            from: dropped.name.clone(),
            to: created.name.clone(),
        })
    })
}

/// How many columns two tables have in common.
fn shared(dialect: Dialect, dropped: &Table, created: &Table) -> usize {
    let has = |column: &&Column| {
        dropped.columns.iter().any(|other| {
            dialect.same_name(&other.name, &column.name) && same_type(dialect, other, column)
        })
    };
    created.columns.iter().filter(has).count()
}

fn columns(dialect: Dialect, changes: &[Change]) -> impl Iterator<Item = Rename> {
    let by_table = ByTable::of(changes);
    let dropped = changes.iter().filter_map(|change| match change {
        Change::DropColumn { table, column } => Some((table, column)),
        _ => None,
    });
    dropped.flat_map(move |(table, dropped)| {
        let own = by_table.get(table).to_vec().into_iter();
        own.filter_map(move |change| match change {
            Change::AddColumn { column, .. } if same_type(dialect, dropped, column) => {
                Some(Rename::Column {
                    table: table.clone(),
                    from: dropped.name.clone(),
                    to: column.name.clone(),
                })
            }
            _ => None,
        })
    })
}

fn same_type(dialect: Dialect, live: &Column, declared: &Column) -> bool {
    live.sql_type == declared.sql_type
        || declared.declared.is_unknown
        || dialect.accepts_column(declared, &live.sql_type)
}
