//! Tables by their foreign keys, and cycles between tables broken by deferring their keys.

use std::collections::{HashMap, HashSet};

use crate::schema::{ForeignKey, Table, TableName};

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
