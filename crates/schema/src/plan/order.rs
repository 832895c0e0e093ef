//! The order of changes: what must be there before what, and cycles between tables broken by deferring their keys.

use std::collections::{HashMap, HashSet};

use super::{aside, enums};
use crate::dialect::Dialect;
use crate::schema::{
    ByTable, Change, EnumType, ForeignKey, Index, PrimaryKey, Schema, Table, TableName,
};

/// Tables sorted so that each comes after those that it references, and the foreign keys that no order can satisfy.
pub(super) struct Sorted {
    /// The tables, without the keys in `deferred`.
    pub(super) tables: Vec<Table>,
    /// Keys that close a cycle: to be added when all tables are there, dropped before the first goes.
    pub(super) deferred: Vec<(TableName, ForeignKey)>,
}

/// Sorts by dependency; otherwise the order given is kept.
pub(super) fn by_dependency(tables: Vec<Table>) -> Sorted {
    let Visit { done, cyclic, .. } = Visit::all(&tables);
    let mut tables: Vec<Option<Table>> = tables.into_iter().map(Some).collect();
    let mut sorted = Sorted {
        tables: Vec::with_capacity(tables.len()),
        deferred: Vec::new(),
    };
    for index in done {
        let Some(mut table) = tables.get_mut(index).and_then(Option::take) else {
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

/// A walk along foreign keys, each table after those that it references.
struct Visit<'a> {
    tables: &'a [Table],
    places: HashMap<&'a TableName, usize>,
    state: Vec<State>,
    done: Vec<usize>,
    cyclic: HashSet<(usize, TableName)>,
}

impl<'a> Visit<'a> {
    fn all(tables: &'a [Table]) -> Self {
        let places = tables.iter().enumerate().rev();
        let mut visit = Self {
            places: places.map(|(at, table)| (&table.name, at)).collect(),
            state: vec![State::New; tables.len()],
            done: Vec::with_capacity(tables.len()),
            cyclic: HashSet::new(),
            tables,
        };
        for index in 0..tables.len() {
            visit.visit(index);
        }
        visit
    }

    /// Visits a table behind all that it references. The way back is a list and not a recursion: a chain of
    /// references may be longer than the stack is deep.
    fn visit(&mut self, start: usize) {
        let mut open = Vec::new();
        self.open(start, &mut open);
        while let Some((index, next_key)) = open.last_mut() {
            let index = *index;
            let table = self.tables.get(index);
            let key = table.and_then(|table| table.foreign_keys.get(*next_key));
            *next_key += 1;
            let Some(key) = key else {
                open.pop();
                self.set(index, State::Done);
                self.done.push(index);
                continue;
            };
            match self.places.get(&key.references).copied() {
                Some(parent) if parent != index => {
                    if self.state.get(parent) == Some(&State::Open) {
                        self.cyclic.insert((index, key.references.clone()));
                    } else {
                        self.open(parent, &mut open);
                    }
                }
                _ => {}
            }
        }
    }

    /// Puts a table that was not visited yet behind the open ones, with its first key as the next.
    fn open(&mut self, index: usize, open: &mut Vec<(usize, usize)>) {
        if self.state.get(index) == Some(&State::New) {
            self.set(index, State::Open);
            open.push((index, 0));
        }
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
    let altered = ByTable::of(&altered);
    let splits = |own: &TableName, key: &PrimaryKey| {
        altered.get(own).iter().any(|change| match change {
            Change::AlterColumn { from, to, .. } => {
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

/// The removals of indexes whose names others take, and the changes without them. On SQLite a name is one index's in all the
/// database, so that it must be free before any table is looked at.
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
