//! The order of changes: what must be there before what, and cycles between tables broken by deferring their keys.

use super::{aside, enums};
use crate::dialect::Dialect;
use crate::schema::{Change, EnumType, ForeignKey, Index, PrimaryKey, Schema, Table, TableName};

/// Tables sorted so that each comes after those that it references, and the foreign keys that no order can satisfy.
pub(super) struct Sorted {
    /// The tables, without the keys in `deferred`.
    pub(super) tables: Vec<Table>,
    /// Keys that close a cycle: to be added when all tables are there, dropped before the first goes.
    pub(super) deferred: Vec<(TableName, ForeignKey)>,
}

/// Sorts by dependency; otherwise the order given is kept.
pub(super) fn by_dependency(tables: Vec<Table>) -> Sorted {
    let mut visit = Visit {
        state: vec![State::New; tables.len()],
        done: Vec::new(),
        cyclic: Vec::new(),
        tables: &tables,
    };
    for index in 0..tables.len() {
        visit.visit(index);
    }
    let (done, cyclic) = (visit.done, visit.cyclic);
    let mut sorted = Sorted {
        tables: Vec::with_capacity(tables.len()),
        deferred: Vec::new(),
    };
    for index in done {
        let Some(mut table) = tables.get(index).cloned() else {
            continue;
        };
        let (deferred, kept) = table
            .foreign_keys
            .into_iter()
            .partition(|key| cyclic.contains(&(index, key.references.clone())));
        table.foreign_keys = kept;
        let deferred: Vec<ForeignKey> = deferred;
        sorted
            .deferred
            .extend(deferred.into_iter().map(|key| (table.name.clone(), key)));
        sorted.tables.push(table);
    }
    sorted
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

struct Visit<'a> {
    tables: &'a [Table],
    state: Vec<State>,
    done: Vec<usize>,
    cyclic: Vec<(usize, TableName)>,
}

impl Visit<'_> {
    fn visit(&mut self, index: usize) {
        let Some(table) = self.tables.get(index) else {
            return;
        };
        if self.state.get(index) != Some(&State::New) {
            return;
        }
        self.set(index, State::Open);
        for key in &table.foreign_keys {
            let parent = self
                .tables
                .iter()
                .position(|other| other.name == key.references);
            match parent {
                Some(parent) if parent != index => {
                    if self.state.get(parent) == Some(&State::Open) {
                        self.cyclic.push((index, key.references.clone()));
                    } else {
                        self.visit(parent);
                    }
                }
                _ => {}
            }
        }
        self.set(index, State::Done);
        self.done.push(index);
    }

    fn set(&mut self, index: usize, state: State) {
        if let Some(slot) = self.state.get_mut(index) {
            *slot = state;
        }
    }
}

/// Changes in the order in which a database that alters in place can make them: what is in the way goes first, types
/// come before the tables that use them, tables before columns, columns before constraints over them, removed columns last.
pub(super) fn in_place(dialect: Dialect, from: &Schema, changes: Vec<Change>) -> Vec<Change> {
    let mut created = Vec::new();
    let mut dropped = Vec::new();
    let changes = aside::regenerated(dialect, from, changes);
    let mut others = aside::moves(dialect, from, &changes);
    for change in changes {
        match change {
            Change::CreateTable(table) => created.push(table),
            Change::DropTable(table) => dropped.push(table),
            other => others.push(other),
        }
    }
    split_keys(dialect, &mut others);
    enums::split_defaults(&mut others);
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
    others.sort_by_key(|change| phase(change, &altered));
    others
}

/// A column of the old key may become nullable, and one of the new key NOT NULL, only between the two. MySQL's keys make
/// their columns NOT NULL themselves, and a table is best never without one: a server may insist on it
/// (`sql_require_primary_key`), so that there only the former splits them, or a type that no key can have.
fn split_keys(dialect: Dialect, changes: &mut Vec<Change>) {
    let altered = changes.clone();
    let splits = |own: &TableName, key: &PrimaryKey| {
        altered.iter().any(|change| match change {
            Change::AlterColumn { table, from, to } if table == own => {
                let freed = !from.nullable && to.nullable;
                let too_long = dialect.needs_key_length(&to.sql_type);
                dialect != Dialect::Mysql
                    || (key.columns.contains(&from.name) && (freed || too_long))
            }
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
        Change::AlterColumn { from, to, .. } if enums::comes_first(from, to, altered) => 6,
        Change::AlterEnum { .. } => 7,
        Change::CreateTable(_) => 8,
        // What it is computed from may change or go next, or has to be there first.
        Change::DropColumn { column, .. } if column.generated.is_some() => 3,
        Change::AddColumn { column, .. } if column.generated.is_some() => 11,
        Change::AddColumn { .. } => 9,
        Change::AlterColumn { .. } => 10,
        Change::AlterPrimaryKey { .. } => 12,
        Change::AddUnique { .. }
        | Change::AddCheck { .. }
        | Change::AddIndex { .. }
        | Change::AlterComment { .. }
        | Change::AlterOptions { .. } => 13,
        Change::AddForeignKey { .. } => 14,
        Change::DropColumn { .. } => 15,
        Change::DropEnum(_) => 16,
        Change::DropSchema(_) => 17,
    }
}

/// The removals of indexes whose names others take, and the changes without them. On SQLite a name is one index's in all the
/// database, so that it must be free before any table is looked at.
pub(super) fn names_first(changes: Vec<Change>) -> (Vec<Change>, Vec<Change>) {
    let mut taken: Vec<(TableName, String)> = Vec::new();
    for change in &changes {
        match change {
            Change::CreateTable(table) => taken.extend(
                table
                    .indexes
                    .iter()
                    .map(|index| (table.name.clone(), index.name.clone())),
            ),
            Change::AddIndex { table, index } => taken.push((table.clone(), index.name.clone())),
            _ => {}
        }
    }
    let clashes = |table: &TableName, index: &Index| {
        taken
            .iter()
            .any(|(owner, name)| owner != table && name.eq_ignore_ascii_case(&index.name))
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

/// The tables that `schema` has before and after the changes of one table.
pub(super) fn around(
    schema: &Schema,
    name: &TableName,
    changes: &[Change],
) -> Option<(Table, Table)> {
    let before = schema.table(name)?.clone();
    let after = schema.after(changes).table(name)?.clone();
    Some((before, after))
}
