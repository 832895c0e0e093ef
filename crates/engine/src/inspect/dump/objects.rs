//! The objects of a dump, and their differences.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;

use super::spelling;

/// The key of an object: its kind and its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Entry {
    /// A word in lower case: `table`, `column`, `policy`, `grant`.
    pub(super) kind: String,
    /// The name for people, with the schema where it is not the current one: `t`, `other.t.c`, `p on t`.
    pub(super) name: String,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}

/// Every object of a database with its definition. The position of columns and the counters of sequences and of
/// AUTO_INCREMENT are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Dump(BTreeMap<Entry, String>);

impl Dump {
    /// Adds an object. A definition has a line for each property, so that a difference shows only the properties that
    /// differ. If two objects have the same kind and name, the entry has the lines of both.
    pub(in crate::inspect) fn add(
        &mut self,
        kind: impl Into<String>,
        name: impl Into<String>,
        definition: impl Into<String>,
    ) {
        let entry = Entry {
            kind: kind.into(),
            name: name.into(),
        };
        let definition = definition.into();
        match self.0.entry(entry) {
            btree_map::Entry::Vacant(vacant) => drop(vacant.insert(definition)),
            btree_map::Entry::Occupied(mut occupied) => {
                let text = occupied.get_mut();
                text.push('\n');
                text.push_str(&definition);
            }
        }
    }

    /// The objects and their definitions, by kind and name.
    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Entry, &str)> {
        self.0
            .iter()
            .map(|(entry, definition)| (entry, definition.as_str()))
    }

    /// Returns what distinguishes this database from `other`, a line an object: `policy p on t is gone`.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        self.compared(other, |_, is, was| is == was)
    }

    /// Returns the differences without those that are only the server's spelling of the same SQL, in objects whose SQL the
    /// model compares exactly.
    pub(crate) fn differences_beside_spelling(&self, other: &Self) -> Vec<String> {
        const COMPARED: [&str; 3] = ["constraint", "index", "column"];
        self.compared(other, |entry, is, was| {
            is == was
                || (COMPARED.contains(&entry.kind.as_str())
                    && spelling::same_but_for_casts(is, was))
        })
    }

    fn compared(&self, other: &Self, same: impl Fn(&Entry, &str, &str) -> bool) -> Vec<String> {
        let mut entries: Vec<&Entry> = self.0.keys().chain(other.0.keys()).collect();
        entries.sort();
        entries.dedup();
        let lines =
            entries
                .into_iter()
                .filter_map(|entry| match (self.0.get(entry), other.0.get(entry)) {
                    (Some(is), Some(was)) if same(entry, is, was) => None,
                    (Some(is), Some(was)) => Some(format!("{entry} differs: {}", change(is, was))),
                    (Some(_), None) => Some(format!("{entry} is new")),
                    (None, _) => Some(format!("{entry} is gone")),
                });
        lines.collect()
    }
}

/// The lines that only one of two definitions has.
fn change(is: &str, was: &str) -> String {
    match (lacking(was, is), lacking(is, was)) {
        (is, was) if is.is_empty() && was.is_empty() => "the same lines in another order".into(),
        (is, was) if is.is_empty() => format!("without `{was}`"),
        (is, was) if was.is_empty() => format!("with `{is}`"),
        (is, was) => format!("`{is}` instead of `{was}`"),
    }
}

/// The lines of `text` that `other` lacks, joined; a line that occurs twice counts twice.
fn lacking(other: &str, text: &str) -> String {
    let mut rest: Vec<&str> = other.lines().collect();
    let lines = text
        .lines()
        .filter(|line| match rest.iter().position(|own| own == line) {
            Some(at) => {
                rest.remove(at);
                false
            }
            None => true,
        });
    lines.map(str::trim).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dumped(objects: &[(&str, &str, &str)]) -> Dump {
        let mut dump = Dump::default();
        for (kind, name, definition) in objects {
            dump.add(*kind, *name, *definition);
        }
        dump
    }

    #[test]
    fn differences_name_the_object_and_the_lines() {
        let before = dumped(&[
            ("policy", "p on t", "USING (a)"),
            ("table", "t", "owner x\nunlogged"),
            ("function", "f()", "one\ntwo\ntwo"),
            ("view", "v", "a\nb"),
            ("column", "t.c", "integer\nNOT NULL"),
        ]);
        let after = dumped(&[
            ("index", "i", "on t (a)"),
            ("table", "t", "owner y\nunlogged"),
            ("function", "f()", "one\ntwo"),
            ("view", "v", "b\na"),
            ("column", "t.c", "integer\nNOT NULL\nDEFAULT 1"),
        ]);
        assert_eq!(
            after.differences(&before),
            [
                "column t.c differs: with `DEFAULT 1`",
                "function f() differs: without `two`",
                "index i is new",
                "policy p on t is gone",
                "table t differs: `owner y` instead of `owner x`",
                "view v differs: the same lines in another order",
            ]
        );
        assert_eq!(before.differences(&before), [""; 0]);
    }

    #[test]
    fn two_objects_of_one_name_are_both_kept() {
        let two = dumped(&[("cast", "a", "one"), ("cast", "a", "two")]);
        let one = dumped(&[("cast", "a", "one")]);
        assert_eq!(one.differences(&two), ["cast a differs: without `two`"]);
    }
}
