//! Parts of a table other than its columns' types: defaults, uniques, checks, indexes, foreign keys.
//!
//! A managed declaration is complete, so that live items that it lacks are dropped. A plain declaration adds the items
//! that it names, and drops an item only to replace it.

use std::collections::HashSet;

use super::buckets::Buckets;
use super::{Mode, Walk};
use crate::dialect::script::{normal_sql, same_sql};
use crate::schema::{Change, Check, Column, ForeignKey, Index, Table, TableName, Unique};

impl Walk<'_> {
    /// The default that the column should get; `None` where it is right as it is.
    pub(super) fn default_change(
        &self,
        table: &TableName,
        live: &Column,
        declared: &Column,
    ) -> Option<Option<String>> {
        if self.mode == Mode::Plain && declared.default.is_none() {
            return None;
        }
        let same = match (meaningful(live), meaningful(declared)) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                let column = Some(declared.name.as_str());
                self.same_text(table, column, &self.truth(one), &self.truth(other))
            }
            _ => false,
        };
        (!same).then(|| declared.default.clone())
    }

    pub(super) fn same_generated(
        &self,
        table: &TableName,
        live: &Column,
        declared: &Column,
    ) -> bool {
        match (&live.generated, &declared.generated) {
            (None, None) => true,
            (Some(one), Some(other)) => {
                let column = Some(declared.name.as_str());
                one.stored == other.stored
                    && self.same_text(table, column, &one.expression, &other.expression)
            }
            _ => self.mode == Mode::Plain && declared.generated.is_none(),
        }
    }

    pub(super) fn same_collation(&self, live: &Column, declared: &Column) -> bool {
        live.collation == declared.collation
            || (self.mode == Mode::Plain && declared.collation.is_none())
    }

    pub(super) fn details(&self, live: &Table, declared: &Table, changes: &mut Vec<Change>) {
        let table = || live.name.clone();
        let columns = |unique: &Unique| self.list_key(&unique.columns);
        let (gone, new) = self.compare(
            (&live.uniques, &columns),
            (&declared.uniques, &columns),
            |one, other| self.same_unique(one, other),
        );
        changes.extend(gone.map(|unique| Change::DropUnique {
            table: table(),
            unique,
        }));
        // The primary key is one already, and PostgreSQL makes no second.
        let new = new.filter(|unique| !self.same_columns(&unique.columns, declared.key_columns()));
        changes.extend(new.map(|unique| Change::AddUnique {
            table: table(),
            unique,
        }));
        let spelled = |check: &Check| {
            let text = self.spellings.of(&declared.name, None, &check.expression);
            normal_sql(self.dialect, text)
        };
        let (gone, new) = self.compare(
            (&live.checks, &|check| {
                normal_sql(self.dialect, &check.expression)
            }),
            (&declared.checks, &spelled),
            same_check,
        );
        changes.extend(gone.map(|check| Change::DropCheck {
            table: table(),
            check,
        }));
        changes.extend(new.map(|check| Change::AddCheck {
            table: table(),
            check,
        }));
        let name = |index: &Index| self.dialect.folded(&index.name);
        let wanted = Buckets::of(&declared.indexes, name);
        let mut indexes = live.indexes.clone();
        // One that the database made by itself serves as well where it is declared under its name.
        let implied = live.implied_indexes.iter();
        indexes.extend(
            implied
                .filter(|own| {
                    let mut alike = wanted.get(&name(own)).iter();
                    alike.any(|other| self.same_index(&live.name, own, other))
                })
                .cloned(),
        );
        let (gone, new) = self.compare(
            (&indexes, &name),
            (&declared.indexes, &name),
            |one, other| self.same_index(&declared.name, one, other),
        );
        changes.extend(gone.map(|index| Change::DropIndex {
            table: table(),
            index,
        }));
        changes.extend(new.map(|index| Change::AddIndex {
            table: table(),
            index,
        }));
    }

    /// Returns the live items to drop and the declared items to add. A plain project drops an item only to make room
    /// for a new one of the same name. Each side comes with a function whose result is equal for items that are the
    /// same.
    fn compare<T: Clone + Named>(
        &self,
        (live, live_key): (&[T], Key<'_, T>),
        (declared, declared_key): (&[T], Key<'_, T>),
        same: impl Fn(&T, &T) -> bool,
    ) -> (std::vec::IntoIter<T>, std::vec::IntoIter<T>) {
        let present = Buckets::of(live, live_key);
        let wanted = Buckets::of(declared, declared_key);
        let is_present = |item: &T| {
            let mut alike = present.get(&declared_key(item)).iter();
            alike.any(|other| same(other, item))
        };
        let is_wanted = |item: &T| {
            let mut alike = wanted.get(&live_key(item)).iter();
            alike.any(|other| same(item, other))
        };
        let new = declared.iter().filter(|item| !is_present(item));
        let new: Vec<T> = new.cloned().collect();
        let names: HashSet<&str> = new.iter().filter_map(Named::name).collect();
        let replaced = |item: &T| item.name().is_some_and(|name| names.contains(name));
        let gone: Vec<T> = live
            .iter()
            .filter(|item| !is_wanted(item))
            .filter(|item| {
                replaced(item)
                    || (self.mode == Mode::Managed
                        && (item.declarable() || new.iter().any(|other| item.rivals(other))))
            })
            .cloned()
            .collect();
        (gone.into_iter(), new.into_iter())
    }

    fn same_unique(&self, live: &Unique, declared: &Unique) -> bool {
        self.same_columns(&live.columns, &declared.columns)
            && fits(live.name.as_ref(), declared.name.as_ref())
            && live.clauses == declared.clauses
    }

    fn same_index(&self, table: &TableName, live: &Index, declared: &Index) -> bool {
        self.dialect.same_name(&live.name, &declared.name) && {
            let spelled = self.spellings.of_index(table, declared);
            self.dialect.same_index(live, spelled)
        }
    }

    /// Returns whether two foreign keys are the same, with their actions and options. A key declared by `joinable!` has
    /// no name, and any live name fits it.
    pub(super) fn same_foreign_key(&self, live: &ForeignKey, declared: &ForeignKey) -> bool {
        self.same_key(live, declared)
            && self.dialect.same_action(live.on_delete, declared.on_delete)
            && self.dialect.same_action(live.on_update, declared.on_update)
            && live.deferrable == declared.deferrable
            && live.clauses == declared.clauses
            && fits(live.name.as_ref(), declared.name.as_ref())
    }

    pub(super) fn same_columns(&self, one: &[String], other: &[String]) -> bool {
        one.len() == other.len()
            && one
                .iter()
                .zip(other)
                .all(|(a, b)| self.dialect.same_name(a, b))
    }

    /// A list of columns as a text, equal for two lists that are the same ([`Self::same_columns`]).
    pub(super) fn list_key(&self, columns: &[String]) -> String {
        let names: Vec<String> = columns.iter().map(|own| self.dialect.folded(own)).collect();
        // No name has a zero byte in it.
        names.join("\0")
    }

    /// TRUE and FALSE as the database's 1 and 0, where they are these.
    fn truth(&self, default: &str) -> String {
        if self.dialect.truth_is_a_number() {
            match default.to_ascii_lowercase().as_str() {
                "true" => return "1".to_owned(),
                "false" => return "0".to_owned(),
                _ => {}
            }
        }
        default.to_owned()
    }

    /// Returns whether a live text is the database's spelling of a declared text of the table or of one of its columns.
    fn same_text(
        &self,
        table: &TableName,
        column: Option<&str>,
        live: &str,
        declared: &str,
    ) -> bool {
        let spelled = self.spellings.of(table, column, declared);
        same_sql(self.dialect, live, spelled)
    }
}

/// A function whose result is equal for items that are the same.
type Key<'k, T> = &'k dyn Fn(&T) -> String;

/// Returns whether two checks of the same expression agree in everything else.
fn same_check(live: &Check, declared: &Check) -> bool {
    live.clauses == declared.clauses && fits(live.name.as_ref(), declared.name.as_ref())
}

/// An item whose name a new item may take.
trait Named {
    fn name(&self) -> Option<&str>;

    /// Returns whether a declaration can express the item.
    fn declarable(&self) -> bool {
        true
    }

    /// Returns whether a declaration can mean only one of the two items.
    fn rivals(&self, _other: &Self) -> bool {
        false
    }
}

impl Named for Unique {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn declarable(&self) -> bool {
        self.clauses.is_declarable()
    }

    fn rivals(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}

impl Named for Check {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl Named for Index {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }
}

/// A name that was not declared may be any; SQLite may have none.
fn fits(live: Option<&String>, declared: Option<&String>) -> bool {
    declared.is_none() || live.is_none() || live == declared
}

/// `DEFAULT NULL` is none.
fn meaningful(column: &Column) -> Option<&str> {
    column
        .default
        .as_deref()
        .filter(|default| !default.eq_ignore_ascii_case("null"))
}
