//! Drops implied by other changes.

use std::collections::{HashMap, HashSet};

use crate::dialect::Dialect;
use crate::schema::{ByTable, Change, ForeignKey, Index, Schema, Table, TableName};

/// Returns the drops of foreign keys that become impossible, because one side changes to a type that the other cannot
/// be compared with.
pub(super) fn of_types(dialect: Dialect, from: &Schema, changes: &[Change]) -> Vec<Change> {
    let retyped: HashSet<(&TableName, &str)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::AlterColumn { table, from, to } if from.sql_type != to.sql_type => {
                Some((table, from.name.as_str()))
            }
            _ => None,
        })
        .collect();
    if retyped.is_empty() {
        return Vec::new();
    }
    let after = from.after(changes);
    let tables = after.tables_by_name();
    let type_of = |table: &TableName, column: &String| {
        tables.get(table).and_then(|table| table.column(column))
    };
    let broken = |table: &TableName, key: &ForeignKey| {
        let pairs = key.columns.iter().zip(&key.referenced_columns);
        pairs.into_iter().any(|(column, referenced)| {
            let touched = retyped.contains(&(table, column.as_str()))
                || retyped.contains(&(&key.references, referenced.as_str()));
            let sides = (type_of(table, column), type_of(&key.references, referenced));
            touched
                && matches!(sides, (Some(child), Some(parent))
                    if !dialect.can_reference(&child.sql_type, &parent.sql_type))
        })
    };
    let mut removals = Vec::new();
    for table in &from.tables {
        for key in table
            .foreign_keys
            .iter()
            .filter(|key| broken(&table.name, key))
        {
            removals.push(Change::DropForeignKey {
                table: table.name.clone(),
                foreign_key: key.clone(),
            });
        }
    }
    let by_table = ByTable::of(changes);
    removals.retain(|removal| !by_table.has(removal));
    removals
}

/// The removals that those in `changes` bring with them: indexes, uniques, checks and foreign keys over removed
/// columns, and foreign keys to removed tables, columns and keys. None that `changes` has already.
pub(super) fn of_removals(from: &Schema, changes: &[Change]) -> Vec<Change> {
    let by_table = ByTable::of(changes);
    let removed = Removed::of(from, changes, &by_table);
    if removed.is_empty() {
        return Vec::new();
    }
    let mut consequences = Vec::new();
    for table in &from.tables {
        if !removed.tables.contains(&table.name) {
            consequences.extend(of_table(table, &removed));
        }
    }
    consequences.retain(|change| !by_table.has(change));
    consequences
}

struct Removed<'a> {
    tables: HashSet<&'a TableName>,
    columns: HashMap<&'a TableName, HashSet<&'a str>>,
    /// Primary keys that no longer make their columns unique.
    keys: HashMap<&'a TableName, Vec<&'a [String]>>,
}

impl<'a> Removed<'a> {
    fn of(from: &Schema, changes: &'a [Change], by_table: &ByTable<'_>) -> Self {
        let mut removed = Self {
            tables: HashSet::new(),
            columns: HashMap::new(),
            keys: HashMap::new(),
        };
        let tables = from.tables_by_name();
        for change in changes {
            match change {
                Change::DropTable(table) => {
                    removed.tables.insert(&table.name);
                }
                Change::DropColumn { table, column } => {
                    let columns = removed.columns.entry(table).or_default();
                    columns.insert(&column.name);
                }
                Change::AlterPrimaryKey {
                    table,
                    from: Some(key),
                    to,
                } => {
                    let stays = to
                        .as_ref()
                        .is_some_and(|to| same_columns(&to.columns, &key.columns));
                    let unique = unique_without_key(tables.get(table).copied(), &key.columns)
                        || becomes_unique(&key.columns, by_table.get(table));
                    if !stays && !unique {
                        removed.keys.entry(table).or_default().push(&key.columns);
                    }
                }
                _ => {}
            }
        }
        removed
    }

    fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.columns.is_empty() && self.keys.is_empty()
    }

    fn any(&self, table: &TableName, columns: &[String]) -> bool {
        let removed = self.columns.get(table);
        removed.is_some_and(|removed| columns.iter().any(|own| removed.contains(own.as_str())))
    }

    fn breaks(&self, table: &TableName, key: &ForeignKey) -> bool {
        self.any(table, &key.columns)
            || self.tables.contains(&key.references)
            || self.any(&key.references, &key.referenced_columns)
            || self.keys.get(&key.references).is_some_and(|keys| {
                let mut keys = keys.iter();
                keys.any(|columns| same_columns(columns, &key.referenced_columns))
            })
    }
}

/// The same columns in any order.
fn same_columns(one: &[String], other: &[String]) -> bool {
    one.len() == other.len() && one.iter().all(|column| other.contains(column))
}

/// Returns whether a constraint or an index other than the primary key makes the columns unique, so that a foreign key
/// can reference them.
fn unique_without_key(table: Option<&Table>, columns: &[String]) -> bool {
    table.is_some_and(|table| {
        let mut uniques = table.uniques.iter();
        let mut indexes = table.indexes.iter();
        uniques.any(|unique| same_columns(&unique.columns, columns))
            || indexes.any(|index| is_key_of(index, columns))
    })
}

fn is_key_of(index: &Index, columns: &[String]) -> bool {
    let own: Vec<String> = index.whole_columns().map(str::to_owned).collect();
    index.is_key() && same_columns(&own, columns)
}

/// Returns whether a new constraint or index makes the columns unique.
fn becomes_unique(columns: &[String], changes: &[&Change]) -> bool {
    changes.iter().any(|change| match change {
        Change::AddUnique { unique, .. } => same_columns(&unique.columns, columns),
        Change::AddIndex { index, .. } => is_key_of(index, columns),
        _ => false,
    })
}

fn of_table<'a>(table: &'a Table, removed: &'a Removed<'_>) -> impl Iterator<Item = Change> + 'a {
    let name = || table.name.clone();
    let keys = table
        .foreign_keys
        .iter()
        .filter(|key| removed.breaks(&table.name, key))
        .map(move |key| Change::DropForeignKey {
            table: name(),
            foreign_key: key.clone(),
        });
    let uniques = table
        .uniques
        .iter()
        .filter(|unique| removed.any(&table.name, &unique.columns))
        .map(move |unique| Change::DropUnique {
            table: name(),
            unique: unique.clone(),
        });
    let checks = table
        .checks
        .iter()
        .filter(|check| removed.any(&table.name, &check.columns))
        .map(move |check| Change::DropCheck {
            table: name(),
            check: check.clone(),
        });
    let indexes = table
        .indexes
        .iter()
        .filter(|index| removed.any(&table.name, &index.columns))
        .map(move |index| Change::DropIndex {
            table: name(),
            index: index.clone(),
        });
    keys.chain(uniques).chain(checks).chain(indexes)
}
