//! The order of changes: what must be there before what, and cycles between tables broken by deferring their keys.

use crate::schema::{Change, ForeignKey, Schema, SqlType, Table, TableName};

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

/// Changes in the order in which a database that alters in place can make them: what is in the way goes first, tables
/// come before columns, columns before constraints over them, removed columns last.
pub(super) fn in_place(from: &Schema, changes: Vec<Change>) -> Vec<Change> {
    let mut created = Vec::new();
    let mut dropped = Vec::new();
    let mut others = aside(from, &changes);
    for change in changes {
        match change {
            Change::CreateTable(table) => created.push(table),
            Change::DropTable(table) => dropped.push(table),
            other => others.push(other),
        }
    }
    split_keys(&mut others);
    let created = by_dependency(created);
    let dropped = by_dependency(dropped);
    let add = |(table, foreign_key)| Change::AddForeignKey { table, foreign_key };
    let drop = |(table, foreign_key)| Change::DropForeignKey { table, foreign_key };
    others.extend(created.tables.into_iter().map(Change::CreateTable));
    others.extend(created.deferred.into_iter().map(add));
    others.extend(dropped.deferred.into_iter().map(drop));
    others.extend(dropped.tables.into_iter().rev().map(Change::DropTable));
    others.sort_by_key(phase);
    others
}

/// Foreign keys that stay, and must stand aside meanwhile: a database compares both sides of one whenever either
/// changes its type, and lets no primary key go that one references.
fn aside(from: &Schema, changes: &[Change]) -> Vec<Change> {
    let stands_in_way = |owner: &TableName, key: &ForeignKey| {
        changes.iter().any(|change| match change {
            Change::AlterColumn { table, from, to } => {
                let touched = (table == owner && key.columns.contains(&from.name))
                    || (*table == key.references && key.referenced_columns.contains(&from.name));
                touched && !comparable(&from.sql_type, &to.sql_type)
            }
            Change::AlterPrimaryKey {
                table,
                from: Some(primary),
                ..
            } => {
                *table == key.references
                    && key.referenced_columns.len() == primary.columns.len()
                    && key
                        .referenced_columns
                        .iter()
                        .all(|column| primary.columns.contains(column))
            }
            _ => false,
        })
    };
    let goes = |owner: &TableName, key: &ForeignKey| {
        changes.iter().any(|change| match change {
            Change::DropForeignKey { table, foreign_key } => table == owner && foreign_key == key,
            Change::DropTable(table) => table.name == *owner,
            _ => false,
        })
    };
    let mut moves = Vec::new();
    for table in &from.tables {
        for key in &table.foreign_keys {
            if stands_in_way(&table.name, key) && !goes(&table.name, key) {
                let (table, foreign_key) = (table.name.clone(), key.clone());
                moves.push(Change::DropForeignKey {
                    table: table.clone(),
                    foreign_key: foreign_key.clone(),
                });
                moves.push(Change::AddForeignKey { table, foreign_key });
            }
        }
    }
    moves
}

/// Whether a value of either type can be compared with one of the other, as a foreign key does.
fn comparable(one: &SqlType, other: &SqlType) -> bool {
    const FAMILIES: [&[&str]; 2] = [&["smallint", "integer", "bigint"], &["text", "varchar"]];
    let within = |family: &&[&str]| {
        let has = |sql_type: &SqlType| family.iter().any(|name| sql_type.is_builtin(name));
        has(one) && has(other)
    };
    one.name == other.name || FAMILIES.iter().any(within)
}

/// A column of the old key may become nullable, and one of the new key NOT NULL, only between the two.
fn split_keys(changes: &mut Vec<Change>) {
    let altered: Vec<TableName> = changes
        .iter()
        .filter(|change| matches!(change, Change::AlterColumn { .. }))
        .map(|change| change.table().clone())
        .collect();
    let mut added = Vec::new();
    for change in changes.iter_mut() {
        if let Change::AlterPrimaryKey { table, from, to } = change
            && altered.contains(table)
            && from.is_some()
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

fn phase(change: &Change) -> u8 {
    match change {
        Change::DropForeignKey { .. } => 0,
        Change::DropIndex { .. } | Change::DropCheck { .. } | Change::DropUnique { .. } => 1,
        // Before the columns and keys that it references change.
        Change::DropTable(_) => 2,
        Change::AlterPrimaryKey { to: None, .. } => 3,
        Change::CreateTable(_) => 4,
        Change::AddColumn { .. } => 5,
        Change::AlterColumn { .. } => 6,
        Change::AlterPrimaryKey { .. } => 7,
        Change::AddUnique { .. }
        | Change::AddCheck { .. }
        | Change::AddIndex { .. }
        | Change::AlterComment { .. } => 8,
        Change::AddForeignKey { .. } => 9,
        Change::DropColumn { .. } => 10,
    }
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
