//! The objects of a dump.

use std::collections::{BTreeMap, HashSet, btree_map};
use std::fmt;

/// The knowledge about triggers and views that use something which is not there. SQLite and MySQL find them by a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    Found,
    Unknown,
}

/// The key of an object: its kind and its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Entry {
    /// A word in lower case: `table`, `column`, `policy`, `grant`.
    pub(super) kind: String,
    /// The name for people, with the schema where it is not the current one: `t`, `other.t.c`, `p on t`.
    pub(super) name: String,
}

impl Entry {
    pub(crate) fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns whether it is the table, or a part of it, or is on it: `table t`, `column t.a`, `policy p on t`.
    pub(crate) fn belongs_to(&self, table: &str) -> bool {
        let name = &self.name;
        name == table
            || name.starts_with(&format!("{table}."))
            || name.starts_with(&format!("{table} in "))
            || name.ends_with(&format!(" {table}"))
            || name.contains(&format!(" {table}."))
    }

    /// Returns whether it is a property of an object of one of these kinds: `comment on table t`.
    pub(crate) fn is_of(&self, kinds: &[&str]) -> bool {
        let mut words = self.name.splitn(3, ' ').skip(1);
        words.next().is_some_and(|word| kinds.contains(&word))
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

/// An object of a database.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::inspect) struct Object {
    /// A line for each property, so that a difference shows only the properties that differ.
    pub(in crate::inspect) definition: String,
    /// The statements that make the object, if there are any beside those of the model; without the last semicolon.
    pub(in crate::inspect) restore: Option<String>,
    /// The statements that drop it or take it back.
    pub(in crate::inspect) remove: Option<String>,
    /// True if it uses something that is not there, so that nobody can use it.
    pub(in crate::inspect) is_invalid: bool,
    /// The text of the function that a trigger calls.
    pub(in crate::inspect) source: Option<String>,
    /// The position of the statements that make it among those of other objects: a trigger fires in the order in which the
    /// triggers were made, for example.
    pub(in crate::inspect) position: i64,
    /// The objects that it is attached to or that it reads, each as its entry is displayed: `column t.a`.
    pub(in crate::inspect) uses: Vec<String>,
}

/// Every object of a database with its definition. The position of columns and the counters of sequences and of
/// AUTO_INCREMENT are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Dump(BTreeMap<Entry, Object>);

impl Dump {
    /// Adds an object that nothing is known of but its definition. If two objects have the same kind and name, the entry has
    /// the lines of both.
    pub(in crate::inspect) fn add(
        &mut self,
        kind: impl Into<String>,
        name: impl Into<String>,
        definition: impl Into<String>,
    ) {
        let object = Object {
            definition: definition.into(),
            ..Object::default()
        };
        self.add_object(kind, name, object);
    }

    /// Adds an object.
    pub(in crate::inspect) fn add_object(
        &mut self,
        kind: impl Into<String>,
        name: impl Into<String>,
        object: Object,
    ) {
        let entry = Entry {
            kind: kind.into(),
            name: name.into(),
        };
        match self.0.entry(entry) {
            btree_map::Entry::Vacant(vacant) => drop(vacant.insert(object)),
            btree_map::Entry::Occupied(mut occupied) => {
                let both = occupied.get_mut();
                both.definition.push('\n');
                both.definition.push_str(&object.definition);
                // Nobody knows which of the two is missing.
                (both.restore, both.remove) = (None, None);
            }
        }
    }

    /// The objects and their definitions, by kind and name.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Entry, &str)> {
        self.0
            .iter()
            .map(|(entry, object)| (entry, object.definition.as_str()))
    }

    /// The objects by their entries.
    pub(super) fn objects(&self) -> &BTreeMap<Entry, Object> {
        &self.0
    }

    /// The entries of `other` that this database lacks.
    pub(crate) fn lacking<'d>(&'d self, other: &'d Self) -> impl Iterator<Item = &'d Entry> {
        let entries = other.0.keys();
        entries.filter(|entry| !self.0.contains_key(entry))
    }

    /// Notes that nobody can use an object.
    pub(in crate::inspect) fn mark_invalid(&mut self, kind: &str, name: &str) {
        let entry = Entry {
            kind: kind.to_owned(),
            name: name.to_owned(),
        };
        if let Some(object) = self.0.get_mut(&entry).filter(|object| !object.is_invalid) {
            object.is_invalid = true;
            object.definition.push_str("\ninvalid");
        }
    }

    /// The names of all objects, as they are displayed, in lower case: MySQL and SQLite find a column in any case.
    pub(super) fn names(&self) -> HashSet<String> {
        let names = self.0.keys().map(Entry::to_string);
        names.map(|name| name.to_lowercase()).collect()
    }
}
