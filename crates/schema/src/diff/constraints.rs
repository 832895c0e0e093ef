//! Unique constraints, checks and indexes.
//!
//! A managed declaration is complete, so that live items that it lacks are dropped. A plain declaration adds the items
//! that it names, and drops an item only to replace it.

use std::collections::{HashMap, HashSet};

use super::buckets::Buckets;
use super::mode::Mode;
use super::side::Pair;
use super::walk::Walk;
use crate::dialect::script::normal_sql;
use crate::schema::{Change, Check, Index, Table, Unique};

impl Walk<'_> {
    pub(super) fn constraints(&self, live: Pair<'_>, wanted: Pair<'_>, changes: &mut Vec<Change>) {
        self.uniques(live.written, wanted.written, changes);
        self.checks(live, wanted, changes);
        self.indexes(live, wanted, changes);
    }

    fn uniques(&self, live: &Table, declared: &Table, changes: &mut Vec<Change>) {
        let table = || live.name.clone();
        let (gone, mut new) = self.compare(
            (&live.uniques, &live.uniques),
            (&declared.uniques, &declared.uniques),
            &|unique| self.list_key(&unique.columns),
            |one, other| self.same_unique(one, other),
        );
        if self.mode != Mode::Exact {
            // The primary key is one already, and PostgreSQL makes no second.
            new.retain(|unique| !self.same_columns(&unique.columns, declared.key_columns()));
        }
        changes.extend(gone.into_iter().map(|unique| Change::DropUnique {
            table: table(),
            unique,
        }));
        changes.extend(new.into_iter().map(|unique| Change::AddUnique {
            table: table(),
            unique,
        }));
    }

    fn checks(&self, live: Pair<'_>, wanted: Pair<'_>, changes: &mut Vec<Change>) {
        let table = || live.written.name.clone();
        let (mut gone, mut new) = self.compare(
            (&live.written.checks, &live.spelled.checks),
            (&wanted.written.checks, &wanted.spelled.checks),
            &|check| normal_sql(self.dialect, &check.expression),
            |one, other| self.same_check(one, other),
        );
        if self.respelled.contains(&live.written.name) {
            leave_out_respelled(&mut gone, &mut new, |one, other| {
                one.clauses == other.clauses
            });
        }
        changes.extend(gone.into_iter().map(|check| Change::DropCheck {
            table: table(),
            check,
        }));
        changes.extend(new.into_iter().map(|check| Change::AddCheck {
            table: table(),
            check,
        }));
    }

    fn indexes(&self, live: Pair<'_>, wanted: Pair<'_>, changes: &mut Vec<Change>) {
        let table = || live.written.name.clone();
        let name = |index: &Index| self.names.key(&index.name);
        let spelled = &wanted.spelled.indexes;
        let mut indexes = live.written.indexes.clone();
        let mut found = live.spelled.indexes.clone();
        if self.mode != Mode::Exact {
            // One that the database made by itself serves as well where it is declared under its name.
            let by_name = Buckets::of(spelled, name);
            let implied = live.written.mysql.implied_indexes.iter();
            let serves = |own: &&Index| {
                let mut alike = by_name.get(&name(own)).iter();
                alike.any(|other| self.same_index(own, other))
            };
            let implied: Vec<Index> = implied.filter(serves).cloned().collect();
            indexes.extend(implied.iter().cloned());
            found.extend(implied);
        }
        let (mut gone, mut new) = self.compare(
            (&indexes, &found),
            (&wanted.written.indexes, spelled),
            &name,
            |one, other| self.same_index(one, other),
        );
        if self.respelled.contains(&live.written.name) {
            leave_out_respelled(&mut gone, &mut new, |one, other| {
                let has_sql = one.sql().next().is_some();
                has_sql && one.unique == other.unique && one.columns == other.columns
            });
        }
        changes.extend(gone.into_iter().map(|index| Change::DropIndex {
            table: table(),
            index,
        }));
        changes.extend(new.into_iter().map(|index| Change::AddIndex {
            table: table(),
            index,
        }));
    }

    /// Returns the live items to drop and the declared items to add. A plain project drops an item only to make room
    /// for a new one of the same name. The items come as they are written and as the database spells them. The result of
    /// `key` is equal for items that are the same.
    fn compare<T: Clone + Named>(
        &self,
        (live, found): (&[T], &[T]),
        (written, spelled): (&[T], &[T]),
        key: &dyn Fn(&T) -> String,
        same: impl Fn(&T, &T) -> bool,
    ) -> (Vec<T>, Vec<T>) {
        let present = Buckets::of(found, key);
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
            .zip(found)
            .filter(|(_, found)| !is_wanted(found))
            .map(|(item, _)| item)
            .filter(|item| {
                replaced(item)
                    || self
                        .is_dropped(item.declarable() || new.iter().any(|other| item.rivals(other)))
            })
            .cloned()
            .collect();
        (gone, new)
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

    fn same_index(&self, live: &Index, spelled: &Index) -> bool {
        let visible = self.mode != Mode::Exact || live.hidden == spelled.hidden;
        visible
            && self.names.same(&live.name, &spelled.name)
            && self.dialect.same_index(live, spelled)
    }
}

/// Leaves out the items that go and come under one name, and that differ only in the database's spelling of their SQL.
/// `alike` tells if two items have the same parts beside their SQL.
fn leave_out_respelled<T: Named>(
    gone: &mut Vec<T>,
    new: &mut Vec<T>,
    alike: impl Fn(&T, &T) -> bool,
) {
    let by_name: HashMap<&str, &T> = new
        .iter()
        .filter_map(|item| Some((item.name()?, item)))
        .collect();
    let respelled: HashSet<String> = gone
        .iter()
        .filter_map(|item| {
            let other = by_name.get(item.name()?)?;
            alike(item, other).then(|| item.name().map(str::to_owned))?
        })
        .collect();
    for items in [gone, new] {
        items.retain(|item| !item.name().is_some_and(|name| respelled.contains(name)));
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
