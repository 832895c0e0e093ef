//! The differences of two dumps, and the statements that take them back.

use std::collections::HashSet;
use std::fmt;

use super::objects::{Dump, Entry, Object};
use super::spelling;

/// An object that one database has and another one has not, or has otherwise.
#[derive(Debug)]
pub(crate) struct Difference<'d> {
    pub(crate) entry: &'d Entry,
    is: Option<&'d Object>,
    was: Option<&'d Object>,
}

/// `policy p on t is gone`.
impl fmt::Display for Difference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entry = self.entry;
        match (self.is, self.was) {
            (Some(is), Some(was)) => {
                let change = change(&is.definition, &was.definition);
                write!(f, "{entry} differs: {change}")
            }
            (Some(_), None) => write!(f, "{entry} is new"),
            (None, _) => write!(f, "{entry} is gone"),
        }
    }
}

/// The names of the objects of two dumps.
pub(crate) struct Names {
    now: HashSet<String>,
    before: HashSet<String>,
}

impl Names {
    pub(crate) fn new(now: &Dump, before: &Dump) -> Self {
        Self {
            now: now.names(),
            before: before.names(),
        }
    }

    /// Returns whether an object, as it is displayed, was there and is not any more.
    pub(super) fn is_gone(&self, name: &str) -> bool {
        Self::has_only(&self.before, &self.now, name)
    }

    fn is_new(&self, name: &str) -> bool {
        Self::has_only(&self.now, &self.before, name)
    }

    fn has_only(one: &HashSet<String>, other: &HashSet<String>, name: &str) -> bool {
        let name = name.to_lowercase();
        // The type of a table's rows comes and goes with the table.
        let of_rows = name.strip_prefix("type ").map(|own| format!("table {own}"));
        let mut names = std::iter::once(name).chain(of_rows);
        names.any(|name| one.contains(&name) && !other.contains(&name))
    }
}

impl Difference<'_> {
    /// The position of the object's statements among those of others.
    pub(crate) fn position(&self) -> i64 {
        self.was.map_or(0, |was| was.position)
    }

    /// Returns the statements that bring the object back as it was; `None` if the dump has none.
    pub(crate) fn repair(&self) -> Option<Vec<String>> {
        let restore = |was: &Object| was.restore.clone();
        match (self.is, self.was) {
            (None, Some(was)) => Some(vec![restore(was)?]),
            (Some(is), Some(was)) => {
                let removed = is.remove.clone().into_iter();
                Some(removed.chain([restore(was)?]).collect())
            }
            (Some(is), None) => Some(vec![is.remove.clone()?]),
            (None, None) => None,
        }
    }

    /// Returns whether the object went with its table: `policy p on t`, `publication table t in publication p`.
    pub(crate) fn went_with_its_table(&self, names: &Names) -> bool {
        let is_own = |used: &&String| {
            let table = used.strip_prefix("table ");
            let name = &self.entry.name;
            table.is_some_and(|table| {
                name.ends_with(&format!(" on {table}")) || name.starts_with(&format!("{table} in "))
            })
        };
        let own = self.was.and_then(|was| was.uses.iter().find(is_own));
        own.is_some_and(|own| names.is_gone(own))
    }

    /// Returns whether the object came or went together with an object that it uses.
    pub(crate) fn is_derived(&self, names: &Names) -> bool {
        match (self.is, self.was) {
            (None, Some(was)) => was.uses.iter().any(|name| names.is_gone(name)),
            (Some(is), None) => is.uses.iter().any(|name| names.is_new(name)),
            _ => false,
        }
    }
}

impl Dump {
    /// Returns the objects that distinguish this database from `other`. `forms_vary`: the server prints the same SQL in
    /// several ways, so such a difference does not count in objects whose SQL the model compares or that read a column.
    pub(crate) fn compared_with<'d>(
        &'d self,
        other: &'d Self,
        forms_vary: bool,
    ) -> Vec<Difference<'d>> {
        // The server casts a column of another type where it prints what reads that column.
        const COMPARED: [&str; 7] = [
            "column",
            "constraint",
            "index",
            "policy",
            "rule",
            "statistics",
            "trigger",
        ];
        let mut entries: Vec<&Entry> = self
            .objects()
            .keys()
            .chain(other.objects().keys())
            .collect();
        entries.sort();
        entries.dedup();
        let same = |entry: &Entry, is: &Object, was: &Object| {
            is.definition == was.definition
                || (entry.kind() == "statistics"
                    && sorted(&is.definition) == sorted(&was.definition))
                || (forms_vary
                    && COMPARED.contains(&entry.kind.as_str())
                    && spelling::same_but_for_casts(&is.definition, &was.definition))
        };
        let pairs = entries
            .into_iter()
            .map(|entry| (entry, self.objects().get(entry), other.objects().get(entry)));
        pairs
            .filter(|(entry, is, was)| match (is, was) {
                (Some(is), Some(was)) => !same(entry, is, was),
                _ => true,
            })
            .map(|(entry, is, was)| Difference { entry, is, was })
            .collect()
    }

    /// Returns the differences from `other` in words, a line an object.
    #[cfg(test)]
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let differences = self.compared_with(other, false).into_iter();
        differences.map(|own| own.to_string()).collect()
    }
}

/// The lines of a definition in no order: the columns of statistics have the order of the table.
fn sorted(definition: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = definition.lines().collect();
    lines.sort_unstable();
    lines
}

/// The lines that only one of two definitions has.
fn change(is: &str, was: &str) -> String {
    match (lacking(was, is), lacking(is, was)) {
        (is, was) if is.is_empty() && was.is_empty() => {
            "the same lines in another order".to_owned()
        }
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
