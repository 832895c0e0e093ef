//! What must go because something that it hangs on goes.

use crate::schema::{Change, ForeignKey, Schema, Table, TableName};

/// The removals that those in `changes` bring with them: indexes, uniques, checks and foreign keys over removed
/// columns, and foreign keys of other tables to removed tables and columns. None that `changes` has already.
pub(super) fn of_removals(from: &Schema, changes: &[Change]) -> Vec<Change> {
    let removed = Removed::of(changes);
    if removed.is_empty() {
        return Vec::new();
    }
    let mut consequences = Vec::new();
    for table in &from.tables {
        if !removed.tables.contains(&&table.name) {
            consequences.extend(of_table(table, &removed));
        }
    }
    consequences.retain(|change| !changes.contains(change));
    consequences
}

struct Removed<'a> {
    tables: Vec<&'a TableName>,
    columns: Vec<(&'a TableName, &'a str)>,
}

impl<'a> Removed<'a> {
    fn of(changes: &'a [Change]) -> Self {
        let mut removed = Self {
            tables: Vec::new(),
            columns: Vec::new(),
        };
        for change in changes {
            match change {
                Change::DropTable(table) => removed.tables.push(&table.name),
                Change::DropColumn { table, column } => {
                    removed.columns.push((table, column.name.as_str()));
                }
                _ => {}
            }
        }
        removed
    }

    fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.columns.is_empty()
    }

    fn any(&self, table: &TableName, columns: &[String]) -> bool {
        self.columns
            .iter()
            .any(|(owner, column)| *owner == table && columns.iter().any(|own| own == column))
    }

    fn breaks(&self, table: &TableName, key: &ForeignKey) -> bool {
        self.any(table, &key.columns)
            || self.tables.contains(&&key.references)
            || self.any(&key.references, &key.referenced_columns)
    }
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
