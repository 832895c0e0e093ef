//! Primary and foreign keys.

use std::collections::HashSet;

use super::buckets::Buckets;
use super::mode::Mode;
use super::walk::Walk;
use crate::dialect::Indexed;
use crate::schema::{Change, Column, ForeignKey, PrimaryKey, Table};

impl Walk<'_> {
    pub(super) fn primary_key(&self, live: &Table, declared: &Table) -> Option<Change> {
        let (key, wanted) = (live.key_columns(), declared.key_columns());
        let in_order = || {
            let mut pairs = key.iter().zip(wanted);
            pairs.all(|(one, other)| self.names.same(one, other))
        };
        // Diesel's tool prints the key of a table of SQLite in the order of the columns.
        let in_any_order = || {
            let has = |own: &String| wanted.iter().any(|other| self.names.same(own, other));
            self.mode == Mode::Plain && key.iter().all(has)
        };
        let same = key.len() == wanted.len() && (in_order() || in_any_order());
        // Diesel wants a key in every `table!`, so that of a table without one is made up of its columns.
        let is_there = |name: &String| {
            let mut columns = live.columns.iter();
            columns.any(|column| self.names.same(&column.name, name))
        };
        let made_up =
            self.mode == Mode::Plain && live.primary_key.is_none() && wanted.iter().all(is_there);
        if same || made_up {
            return None;
        }
        let name = live.primary_key.as_ref().and_then(|key| key.name.clone());
        Some(Change::AlterPrimaryKey {
            table: live.name.clone(),
            from: live.primary_key.clone(),
            to: declared.primary_key.as_ref().map(|key| PrimaryKey {
                name: key.name.clone().or(name),
                columns: key.columns.clone(),
            }),
        })
    }

    pub(super) fn foreign_keys(
        &self,
        live: &Table,
        to: &Indexed<'_>,
        new_columns: &[&Column],
        changes: &mut Vec<Change>,
    ) {
        let declared = to.table;
        let new_columns: HashSet<&str> = new_columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let of_new_column = |key: &ForeignKey| {
            let mut columns = key.columns.iter();
            columns.any(|column| new_columns.contains(column.as_str()))
        };
        // The `joinable!` lines of a plain project are not a complete list, and are compared for new columns alone.
        let compared =
            |key: &ForeignKey| self.mode != Mode::Plain || key.name.is_some() || of_new_column(key);
        let columns = |key: &ForeignKey| self.list_key(&key.columns);
        let present = Buckets::of(&live.foreign_keys, columns);
        let wanted = Buckets::of(&declared.foreign_keys, columns);
        let missing = declared.foreign_keys.iter().filter(|key| {
            let mut alike = present.get(&columns(key)).iter();
            compared(key) && !alike.any(|own| self.same_foreign_key(own, key))
        });
        let added: Vec<&ForeignKey> = missing.collect();
        let taken: HashSet<String> = added.iter().map(|key| columns(key)).collect();
        let replaced = |key: &ForeignKey| taken.contains(&columns(key));
        let kept_columns = |key: &ForeignKey| {
            let mut columns = key.columns.iter();
            columns.all(|column| to.column(column).is_some())
        };
        // With its columns or its table the key goes by itself.
        let goes_by_itself =
            |key: &ForeignKey| !kept_columns(key) || !self.is_declared(&key.references);
        let stays = |key: &ForeignKey| {
            let mut alike = wanted.get(&columns(key)).iter();
            alike.any(|own| self.same_foreign_key(key, own))
        };
        let gone = live.foreign_keys.iter().filter(|key| {
            (self.is_dropped(key.clauses.is_declarable()) || replaced(key))
                && !stays(key)
                && (self.mode == Mode::Exact || !goes_by_itself(key))
        });
        changes.extend(gone.map(|key| Change::DropForeignKey {
            table: live.name.clone(),
            foreign_key: key.clone(),
        }));
        changes.extend(added.iter().map(|key| Change::AddForeignKey {
            table: live.name.clone(),
            foreign_key: (*key).clone(),
        }));
    }

    fn same_key(&self, one: &ForeignKey, other: &ForeignKey) -> bool {
        self.same_table(&one.references, &other.references)
            && self.same_columns(&one.columns, &other.columns)
            && self.same_columns(&one.referenced_columns, &other.referenced_columns)
    }

    /// Returns whether two foreign keys are the same, with their actions and options. A key declared by `joinable!` has
    /// no name, and any live name fits it.
    fn same_foreign_key(&self, live: &ForeignKey, declared: &ForeignKey) -> bool {
        self.same_key(live, declared)
            && self.dialect.same_action(live.on_delete, declared.on_delete)
            && self.dialect.same_action(live.on_update, declared.on_update)
            && live.deferrable == declared.deferrable
            && live.clauses == declared.clauses
            && self.fits(live.name.as_ref(), declared.name.as_ref())
    }
}
