//! Objects that do not change but block another change: the plan drops them first and recreates them at the end. This
//! concerns databases that alter in place only; rebuilding a table recreates all of its objects.

use std::collections::{HashMap, HashSet};

use super::InPlace;
use crate::dialect::Dialect;
use crate::dialect::script::mentions;
use crate::schema::{ByTable, Change, Column, ForeignKey, Schema, TableName};

/// The changes, with generated columns dropped and added where they can't be altered: another expression, or another
/// type of what they are computed from.
pub(super) fn regenerated(dialect: Dialect, from: &Schema, changes: Vec<Change>) -> Vec<Change> {
    let mut all = Vec::with_capacity(changes.len());
    let by_table = ByTable::of(&changes);
    let touched = |moved: &HashSet<&str>, column: &Column| {
        column.generated.as_ref().is_some_and(|generated| {
            let mut names = moved.iter();
            names.any(|name| mentions(dialect, &generated.expression, name))
        })
    };
    let none = HashSet::new();
    let mut moved: HashMap<&TableName, HashSet<&str>> = HashMap::new();
    for table in &from.tables {
        let own = by_table.get(&table.name);
        let names = moved.entry(&table.name).or_default();
        names.extend(retyped(own));
        names.extend(own.iter().filter_map(|change| match change {
            Change::AlterColumn { from, to, .. } if !same(from, to) => Some(from.name.as_str()),
            _ => None,
        }));
        // A generated column may be computed from another one that is made anew.
        loop {
            let columns = table.columns.iter().filter(|column| touched(names, column));
            let further: Vec<&str> = columns
                .map(|column| column.name.as_str())
                .filter(|name| !names.contains(name))
                .collect();
            if further.is_empty() {
                break;
            }
            names.extend(further);
        }
        for column in &table.columns {
            if touched(names, column) {
                let mut own = own.iter();
                if !own.any(|change| change.column() == Some(column.name.as_str())) {
                    all.extend(anew(&table.name, column, column));
                }
            }
        }
    }
    for change in &changes {
        match change {
            // From or to a plain column the values stay.
            Change::AlterColumn { table, from, to }
                if from.generated.is_some()
                    && to.generated.is_some()
                    && (!same(from, to) || touched(moved.get(table).unwrap_or(&none), from)) =>
            {
                all.extend(anew(table, from, to));
            }
            _ => all.push(change.clone()),
        }
    }
    all
}

/// Returns whether a generated column stays as it is.
fn same(from: &Column, to: &Column) -> bool {
    from.generated == to.generated && from.sql_type == to.sql_type && from.collation == to.collation
}

fn anew(table: &TableName, from: &Column, to: &Column) -> [Change; 2] {
    let drop = Change::DropColumn {
        table: table.clone(),
        column: from.clone(),
    };
    let add = Change::AddColumn {
        table: table.clone(),
        column: to.clone(),
    };
    [drop, add]
}

/// The columns whose type or collation changes, by the changes of their table.
fn retyped<'c>(changes: &[&'c Change]) -> Vec<&'c str> {
    let retyped = changes.iter().filter_map(|change| match change {
        Change::AlterColumn { from, to, .. }
            if from.sql_type != to.sql_type || from.collation != to.collation =>
        {
            Some(from.name.as_str())
        }
        _ => None,
    });
    retyped.collect()
}

/// The removals and additions of what must stand aside.
///
/// A database compares both sides of a foreign key whenever either changes its type, and lets nothing go that makes
/// referenced columns unique. With a column that is made anew goes all that is over it.
pub(super) fn moves(rules: &dyn InPlace, from: &Schema, changes: &[Change]) -> Vec<Change> {
    let mut moves = Vec::new();
    let by_table = ByTable::of(changes);
    for table in &from.tables {
        let name = || table.name.clone();
        for foreign_key in &table.foreign_keys {
            if stands_in_way(rules, &table.name, foreign_key, &by_table) {
                let foreign_key = foreign_key.clone();
                moves.push(Change::DropForeignKey {
                    table: name(),
                    foreign_key,
                });
            }
        }
        let renewed = renewed(by_table.get(&table.name));
        let over = |columns: &[String]| columns.iter().any(|own| renewed.contains(own.as_str()));
        let uniques = table.uniques.iter().filter(|unique| over(&unique.columns));
        moves.extend(uniques.map(|unique| Change::DropUnique {
            table: name(),
            unique: unique.clone(),
        }));
        let checks = table.checks.iter().filter(|check| over(&check.columns));
        moves.extend(checks.map(|check| Change::DropCheck {
            table: name(),
            check: check.clone(),
        }));
        let indexes = table.indexes.iter().filter(|index| over(&index.columns));
        moves.extend(indexes.map(|index| Change::DropIndex {
            table: name(),
            index: index.clone(),
        }));
    }
    // Skip objects that the changes drop anyway, by themselves or with their table: they do not come back.
    let goes = |removal: &Change| {
        let own = removal.table().map_or(&[][..], |name| by_table.get(name));
        own.iter()
            .any(|change| matches!(change, Change::DropTable(_)) || *change == removal)
    };
    moves.retain(|removal| !goes(removal));
    let back: Vec<Change> = moves.iter().cloned().map(Change::inverse).collect();
    moves.extend(back);
    moves
}

/// The generated columns that are made anew, or become one, by the changes of their table.
fn renewed<'c>(changes: &[&'c Change]) -> HashSet<&'c str> {
    let added = changes.iter().filter_map(|change| match change {
        Change::AddColumn { column, .. } => Some(column.name.as_str()),
        _ => None,
    });
    let added: HashSet<&str> = added.collect();
    let renewed = changes.iter().filter_map(|change| match change {
        Change::DropColumn { column, .. } if added.contains(column.name.as_str()) => {
            Some(column.name.as_str())
        }
        Change::AlterColumn { from, to, .. } if from.generated != to.generated => {
            Some(from.name.as_str())
        }
        _ => None,
    });
    renewed.collect()
}

fn stands_in_way(
    rules: &dyn InPlace,
    owner: &TableName,
    key: &ForeignKey,
    changes: &ByTable<'_>,
) -> bool {
    let serves = |table: &TableName, columns: &[String], unique: bool| {
        *table == key.references && rules.serves(columns, unique, key)
    };
    // No other table's changes are in a key's way.
    let [own, referenced] = [owner, &key.references].map(|table| changes.get(table));
    own.iter().chain(referenced).any(|change| match change {
        Change::AlterColumn { table, from, to } => {
            let touched = (table == owner && key.columns.contains(&from.name))
                || (*table == key.references && key.referenced_columns.contains(&from.name));
            touched && (from.generated != to.generated || !rules.comparable(from, to))
        }
        Change::AlterPrimaryKey {
            table,
            from: Some(primary),
            ..
        } => serves(table, &primary.columns, true),
        Change::DropUnique { table, unique } => serves(table, &unique.columns, true),
        Change::DropIndex { table, index } => {
            let columns: Vec<String> = index.whole_columns().map(str::to_owned).collect();
            serves(table, &columns, index.unique)
        }
        // It comes back, or the key would be among the changes.
        Change::DropColumn { table, column } => {
            (table == owner && key.columns.contains(&column.name))
                || (*table == key.references && key.referenced_columns.contains(&column.name))
        }
        _ => false,
    })
}
