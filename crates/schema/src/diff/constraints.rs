//! Unique constraints, checks and indexes.
//!
//! A managed declaration is complete, so that live items that it lacks are dropped. A plain declaration adds the items
//! that it names, and drops an item only to replace it.

use std::collections::HashSet;

use super::buckets::Buckets;
use super::mode::Mode;
use super::walk::{Walk, Wanted};
use crate::dialect::script::normal_sql;
use crate::schema::{Change, Check, Index, Table, Unique};

impl Walk<'_> {
    pub(super) fn constraints(&self, live: &Table, wanted: Wanted<'_>, changes: &mut Vec<Change>) {
        let table = || live.name.clone();
        let declared = wanted.written;
        let respelled = self.respelled.contains(&live.name);
        let (gone, new) = self.compare(
            &live.uniques,
            (&declared.uniques, &declared.uniques),
            &|unique| self.list_key(&unique.columns),
            |one, other| self.same_unique(one, other),
        );
        changes.extend(gone.map(|unique| Change::DropUnique {
            table: table(),
            unique,
        }));
        // The primary key is one already, and PostgreSQL makes no second.
        let new = new.filter(|unique| {
            self.mode == Mode::Exact || !self.same_columns(&unique.columns, declared.key_columns())
        });
        changes.extend(new.map(|unique| Change::AddUnique {
            table: table(),
            unique,
        }));
        let text = |check: &Check| normal_sql(self.dialect, &check.expression);
        let key = |check: &Check| match respelled {
            true => String::new(),
            false => text(check),
        };
        let (gone, new) = self.compare(
            &live.checks,
            (&declared.checks, &wanted.spelled.checks),
            &key,
            |one, other| {
                let same_name = one.name.is_some() && one.name == other.name;
                self.same_check(one, other) && (!respelled || same_name || text(one) == text(other))
            },
        );
        changes.extend(gone.map(|check| Change::DropCheck {
            table: table(),
            check,
        }));
        changes.extend(new.map(|check| Change::AddCheck {
            table: table(),
            check,
        }));
        let name = |index: &Index| self.names.key(&index.name);
        let spelled = &wanted.spelled.indexes;
        let mut indexes = live.indexes.clone();
        if self.mode != Mode::Exact {
            // One that the database made by itself serves as well where it is declared under its name.
            let by_name = Buckets::of(spelled, name);
            let implied = live.mysql.implied_indexes.iter();
            let serves = |own: &&Index| {
                let mut alike = by_name.get(&name(own)).iter();
                alike.any(|other| self.same_index(live, own, other))
            };
            indexes.extend(implied.filter(serves).cloned());
        }
        let (gone, new) = self.compare(
            &indexes,
            (&declared.indexes, spelled),
            &name,
            |one, other| self.same_index(live, one, other),
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
    /// for a new one of the same name. The declared items come as they are written and as the database spells them. The
    /// result of `key` is equal for items that are the same.
    fn compare<T: Clone + Named>(
        &self,
        live: &[T],
        (written, spelled): (&[T], &[T]),
        key: &dyn Fn(&T) -> String,
        same: impl Fn(&T, &T) -> bool,
    ) -> (std::vec::IntoIter<T>, std::vec::IntoIter<T>) {
        let present = Buckets::of(live, key);
        let wanted = Buckets::of(spelled, key);
        let is_present = |item: &T| {
            let mut alike = present.get(&key(item)).iter();
            alike.any(|other| same(other, item))
        };
        let is_wanted = |item: &T| {
            let mut alike = wanted.get(&key(item)).iter();
            alike.any(|other| same(item, other))
        };
        let new = written.iter().zip(spelled);
        let new = new.filter(|(_, spelled)| !is_present(spelled));
        let new: Vec<T> = new.map(|(written, _)| written.clone()).collect();
        let names: HashSet<&str> = new.iter().filter_map(Named::name).collect();
        let replaced = |item: &T| item.name().is_some_and(|name| names.contains(name));
        let gone: Vec<T> = live
            .iter()
            .filter(|item| !is_wanted(item))
            .filter(|item| {
                replaced(item)
                    || self
                        .is_dropped(item.declarable() || new.iter().any(|other| item.rivals(other)))
            })
            .cloned()
            .collect();
        (gone.into_iter(), new.into_iter())
    }

    fn same_unique(&self, live: &Unique, declared: &Unique) -> bool {
        self.same_columns(&live.columns, &declared.columns)
            && self.fits(live.name.as_ref(), declared.name.as_ref())
            && match self.mode {
                Mode::Managed | Mode::Plain => {
                    live.clauses.without_hidden() == declared.clauses.without_hidden()
                }
                Mode::Exact => live.clauses == declared.clauses,
            }
    }

    /// Returns whether two checks with the same key are the same.
    fn same_check(&self, live: &Check, spelled: &Check) -> bool {
        live.clauses == spelled.clauses && self.fits(live.name.as_ref(), spelled.name.as_ref())
    }

    fn same_index(&self, table: &Table, live: &Index, spelled: &Index) -> bool {
        let chosen = self.mode != Mode::Exact
            || (live.hidden == spelled.hidden && live.method == spelled.method);
        let same = chosen && self.dialect.same_index(live, spelled);
        let may_be_respelled = self.respelled.contains(&table.name) && live.sql().next().is_some();
        let respelled = || live.unique == spelled.unique && live.columns == spelled.columns;
        self.names.same(&live.name, &spelled.name) && (same || (may_be_respelled && respelled()))
    }
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
