//! The order of changes for databases that alter in place: PostgreSQL and MySQL.

mod aside;

use super::dependency::by_dependency;
use crate::dialect::Dialect;
use crate::schema::{ByTable, Change, Column, EnumType, ForeignKey, PrimaryKey, Schema, TableName};

/// How a dialect alters in place. The default answers are PostgreSQL's.
pub(super) trait InPlace {
    fn dialect(&self) -> Dialect;

    /// Returns whether a key must be dropped before a column changes, and the new one added after it. A column of the old
    /// key may become nullable, and one of the new key NOT NULL, only between the two.
    fn splits_key(&self, _key: &PrimaryKey, _from: &Column, _to: &Column) -> bool {
        true
    }

    /// Returns whether an index over these columns makes the columns that a foreign key references findable.
    fn serves(&self, columns: &[String], unique: bool, key: &ForeignKey) -> bool {
        unique && is_same_set(columns, &key.referenced_columns)
    }

    /// Returns whether a foreign key can compare values of the two types.
    fn comparable(&self, from: &Column, to: &Column) -> bool;
}

/// Returns whether two lists have the same columns, in any order.
pub(super) fn is_same_set(columns: &[String], others: &[String]) -> bool {
    others.len() == columns.len() && others.iter().all(|column| columns.contains(column))
}

/// Changes in the order in which a database that alters in place can make them: what is in the way goes first, types
/// come before the tables that use them, tables before columns, columns before constraints over them, removed columns last.
pub(super) fn ordered(rules: &dyn InPlace, from: &Schema, changes: Vec<Change>) -> Vec<Change> {
    let mut created = Vec::new();
    let mut dropped = Vec::new();
    let changes = aside::regenerated(rules.dialect(), from, changes);
    let mut others = aside::moves(rules, from, &changes);
    for change in changes {
        match change {
            Change::CreateTable(table) => created.push(table),
            Change::DropTable(table) => dropped.push(table),
            other => others.push(other),
        }
    }
    split_keys(rules, &mut others);
    let created = by_dependency(created);
    let dropped = by_dependency(dropped);
    let add = |(table, foreign_key)| Change::AddForeignKey { table, foreign_key };
    let drop = |(table, foreign_key)| Change::DropForeignKey { table, foreign_key };
    others.extend(created.tables.into_iter().map(Change::CreateTable));
    others.extend(created.deferred.into_iter().map(add));
    others.extend(dropped.deferred.into_iter().map(drop));
    others.extend(dropped.tables.into_iter().rev().map(Change::DropTable));
    let altered: Vec<EnumType> = others
        .iter()
        .filter(|change| matches!(change, Change::AlterEnum { .. }))
        .filter_map(|change| change.enum_type().cloned())
        .collect();
    others.sort_by_key(|change| (phase(change, &altered), place(from, change)));
    others
}

/// Splits the changes of keys whose columns change between the removal of the old key and the addition of the new one.
fn split_keys(rules: &dyn InPlace, changes: &mut Vec<Change>) {
    let altered = changes.clone();
    let altered = ByTable::of(&altered);
    let splits = |own: &TableName, key: &PrimaryKey| {
        altered.get(own).iter().any(|change| match change {
            Change::AlterColumn { from, to, .. } => rules.splits_key(key, from, to),
            _ => false,
        })
    };
    let mut added = Vec::new();
    for change in changes.iter_mut() {
        if let Change::AlterPrimaryKey { table, from, to } = change
            && let Some(key) = from
            && splits(table, key)
            && let Some(to) = to.take()
        {
            added.push(Change::AlterPrimaryKey {
                table: table.clone(),
                from: None,
                to: Some(to),
            });
        }
    }
    changes.extend(added);
}

/// The place of a generated column among those of its table. A column that is computed from another one stands behind it: it
/// goes first, and comes last.
fn place(from: &Schema, change: &Change) -> i64 {
    let place = |table: &TableName, column: &Column| {
        let mut tables = from.tables.iter();
        let table = tables.find(|own| own.name == *table)?;
        let place = table
            .columns
            .iter()
            .position(|own| own.name == column.name)?;
        i64::try_from(place).ok()
    };
    match change {
        Change::DropColumn { table, column } if column.generated.is_some() => {
            place(table, column).map_or(0, |place| -place)
        }
        Change::AddColumn { table, column } if column.generated.is_some() => {
            place(table, column).unwrap_or(i64::MAX)
        }
        _ => 0,
    }
}

/// `altered`: the enum types whose values change.
fn phase(change: &Change, altered: &[EnumType]) -> u8 {
    match change {
        Change::DropForeignKey { .. } => 0,
        Change::DropIndex { .. } | Change::DropCheck { .. } | Change::DropUnique { .. } => 1,
        // Before the columns and keys that it references change.
        Change::DropTable(_) => 2,
        Change::AlterPrimaryKey { to: None, .. } => 3,
        Change::CreateSchema(_) => 4,
        Change::CreateEnum(_) => 5,
        Change::AlterColumn { from, to, .. } if leaves_enum(from, to, altered) => 6,
        Change::AlterEnum { .. } => 7,
        Change::CreateTable(_) => 8,
        // A generated column is dropped before its source columns change or go, and added after them.
        Change::DropColumn { column, .. } if column.generated.is_some() => 3,
        Change::AddColumn { column, .. } if column.generated.is_some() => 11,
        Change::AddColumn { .. } => 9,
        Change::AlterColumn { .. } => 10,
        Change::AlterPrimaryKey { .. } => 12,
        Change::AddUnique { .. }
        | Change::AddCheck { .. }
        | Change::AddIndex { .. }
        | Change::AlterComment { .. }
        | Change::AlterOptions { .. }
        | Change::AddUndeclared { .. }
        | Change::DropUndeclared { .. } => 13,
        Change::AddForeignKey { .. } => 14,
        Change::DropColumn { .. } => 15,
        Change::DropEnum(_) => 16,
        Change::DropSchema(_) => 17,
    }
}

/// Returns whether a column of an altered enum must be altered before the enum: it changes to a type outside `altered`,
/// or loses its default.
fn leaves_enum(from: &Column, to: &Column, altered: &[EnumType]) -> bool {
    let concerns = |column: &Column| altered.iter().any(|own| own.is_type_of(column));
    concerns(from) && (!concerns(to) || (from.default.is_some() && to.default.is_none()))
}
