//! The objects of a dump, and their differences.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet, btree_map};
use std::fmt;

use super::spelling;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{TokenKind, tokens};
use moviectl_schema::schema::{Rename, TableName};

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

/// An object that uses another one.
#[derive(Debug)]
pub(crate) struct User<'d> {
    entry: &'d Entry,
    object: &'d Object,
    /// The object that it uses, as its entry is displayed.
    used: &'d str,
}

/// `policy p on t reads column t.a`.
impl fmt::Display for User<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} reads {}", self.entry, self.used)
    }
}

impl User<'_> {
    /// Returns the statements that drop the object.
    pub(crate) fn remove(&self) -> Option<&str> {
        self.object.remove.as_deref()
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

    /// Returns whether the object is on a table that went with it.
    pub(crate) fn went_with_its_table(&self, now: &Dump, before: &Dump) -> bool {
        let table = self.entry.name.rsplit_once(" on ").map(|(_, table)| Entry {
            kind: "table".to_owned(),
            name: table.to_owned(),
        });
        table.is_some_and(|table| before.0.contains_key(&table) && !now.0.contains_key(&table))
    }

    /// Returns whether the object came or went together with an object that it uses.
    pub(crate) fn is_derived(&self, now: &Dump, before: &Dump) -> bool {
        let (own, with, without) = match (self.is, self.was) {
            (None, Some(was)) => (was, before, now),
            (Some(is), None) => (is, now, before),
            _ => return false,
        };
        let (with, without) = (with.names(), without.names());
        let mut uses = own.uses.iter();
        uses.any(|name| {
            let name = name.to_lowercase();
            with.contains(&name) && !without.contains(&name)
        })
    }
}

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
        let mut entries: Vec<&Entry> = self.0.keys().chain(other.0.keys()).collect();
        entries.sort();
        entries.dedup();
        let same = |entry: &Entry, is: &Object, was: &Object| {
            is.definition == was.definition
                || (entry.kind() == "statistics"
                    && change(&is.definition, &was.definition) == REORDERED)
                || (forms_vary
                    && COMPARED.contains(&entry.kind.as_str())
                    && spelling::same_but_for_casts(&is.definition, &was.definition))
        };
        let pairs = entries
            .into_iter()
            .map(|entry| (entry, self.0.get(entry), other.0.get(entry)));
        pairs
            .filter(|(entry, is, was)| match (is, was) {
                (Some(is), Some(was)) => !same(entry, is, was),
                _ => true,
            })
            .map(|(entry, is, was)| Difference { entry, is, was })
            .collect()
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

    /// Returns the differences from `other` in words, a line an object.
    #[cfg(test)]
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let differences = self.compared_with(other, false).into_iter();
        differences.map(|own| own.to_string()).collect()
    }

    /// Returns the objects of these kinds that use one of `columns`.
    pub(crate) fn users<'d>(
        &'d self,
        kinds: &[&str],
        columns: &[(TableName, String)],
    ) -> Vec<User<'d>> {
        let objects = self.0.iter();
        let objects = objects.filter(|(entry, _)| kinds.contains(&entry.kind()));
        objects
            .filter_map(|(entry, object)| {
                let mut names = object.uses.iter();
                let used =
                    names.find(|name| columns.iter().any(|column| is_column(name, column)))?;
                Some(User {
                    entry,
                    object,
                    used,
                })
            })
            .collect()
    }

    /// Returns the objects of these kinds that use only `tables`, and at least two of them.
    pub(crate) fn between<'d>(&'d self, kinds: &[&str], tables: &[TableName]) -> Vec<User<'d>> {
        let is_one = |name: &str| tables.iter().any(|table| is_table(name, table));
        let objects = self.0.iter();
        let objects = objects.filter(|(entry, _)| kinds.contains(&entry.kind()));
        objects
            .filter_map(|(entry, object)| {
                let names = object.uses.iter();
                let mut names: Vec<&str> = names.filter_map(|name| table_of(name)).collect();
                names.sort_unstable();
                names.dedup();
                let all = names.len() > 1 && names.iter().all(|name| is_one(name));
                let used = object.uses.first().filter(|_| all)?;
                Some(User {
                    entry,
                    object,
                    used,
                })
            })
            .collect()
    }

    /// Returns the objects that use something that `before` has and this database has not.
    pub(crate) fn broken_since<'d>(&'d self, before: &Self) -> Vec<User<'d>> {
        let (now, then) = (self.names(), before.names());
        let objects = self.0.iter();
        objects
            .filter_map(|(entry, object)| {
                let was_valid = || before.0.get(entry).is_none_or(|own| !own.is_invalid);
                let mut names = object.uses.iter();
                let gone = |name: &&String| {
                    let name = name.to_lowercase();
                    then.contains(&name) && !now.contains(&name)
                };
                let used = match names.find(gone) {
                    None if object.is_invalid && was_valid() => "something that is gone",
                    used => used?,
                };
                Some(User {
                    entry,
                    object,
                    used,
                })
            })
            .collect()
    }

    /// Returns the functions, procedures, events and triggers whose text has the name of a table or column that `before` has and
    /// this database has not: `function f() has the name of column t.a`. A column is found if its table is there, too.
    pub(crate) fn mentions_of_gone(&self, before: &Self) -> Vec<String> {
        const WITH_TEXT: [&str; 4] = ["event", "function", "procedure", "trigger"];
        let gone: Vec<&Entry> = before
            .0
            .keys()
            .filter(|entry| ["column", "table"].contains(&entry.kind()))
            .filter(|entry| !self.0.contains_key(entry))
            .collect();
        let objects = self.0.iter();
        let objects = objects.filter(|(entry, _)| WITH_TEXT.contains(&entry.kind()));
        objects
            .flat_map(|(entry, object)| {
                let mut words = words(&object.definition);
                if let Some(source) = &object.source {
                    // A trigger's function need not name the table of its rows.
                    words.extend(self::words(source));
                    let own = object
                        .uses
                        .iter()
                        .filter_map(|name| name.strip_prefix("table "));
                    words.extend(own.flat_map(self::words));
                }
                let named = gone.iter().filter(move |gone| {
                    let mut parts = gone.name.split('.');
                    parts.all(|part| words.contains(&part.trim_matches('"').to_lowercase()))
                });
                named.map(move |gone| format!("{entry} has the name of {gone}"))
            })
            .collect()
    }

    /// Returns the dump with the old names of tables, columns and types replaced by the new ones, as the database does where
    /// an object is renamed that others use. What was called by the new name is also replaced, so two dumps can be compared
    /// only if both are renamed.
    pub(crate) fn renamed(&self, dialect: Dialect, renames: &[Rename]) -> Cow<'_, Self> {
        let names: HashMap<&str, &str> = renames.iter().filter_map(old_and_new).collect();
        if names.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut renamed = Self::default();
        for (entry, object) in &self.0 {
            let replaced = |text: &String| replaced(dialect, text, &names);
            let object = Object {
                definition: replaced(&object.definition),
                uses: object.uses.iter().map(replaced).collect(),
                ..object.clone()
            };
            renamed.add_object(entry.kind.clone(), replaced(&entry.name), object);
        }
        Cow::Owned(renamed)
    }

    /// The names of all objects, as they are displayed, in lower case: MySQL and SQLite find a column in any case.
    fn names(&self) -> HashSet<String> {
        let names = self.0.keys().map(Entry::to_string);
        names.map(|name| name.to_lowercase()).collect()
    }
}

/// The words of a text, in lower case.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .map(str::to_lowercase)
        .collect()
}

/// The names that a renaming changes in the definitions of other objects.
fn old_and_new(rename: &Rename) -> Option<(&str, &str)> {
    match rename {
        Rename::Table { from, to } | Rename::Enum { from, to } => {
            Some((from.name.as_str(), to.name.as_str()))
        }
        Rename::Column { from, to, .. } | Rename::Value { from, to, .. } => {
            Some((from.as_str(), to.as_str()))
        }
        _ => None,
    }
}

/// The text with each identifier replaced that has another name. Quotes that the name does not need are left out.
fn replaced(dialect: Dialect, text: &str, names: &HashMap<&str, &str>) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for token in tokens(dialect, text) {
        let name = match token.kind {
            TokenKind::String => token
                .text
                .get(1..token.text.len().saturating_sub(1))
                .map(ToOwned::to_owned),
            _ => token.identifier(),
        };
        let Some(new) = name.as_deref().and_then(|name| {
            names
                .get(name)
                .or_else(|| names.values().find(|new| **new == name))
        }) else {
            continue;
        };
        shown.push_str(text.get(from..token.start).unwrap_or_default());
        shown.push_str(new);
        from = token.end();
    }
    shown.push_str(text.get(from..).unwrap_or_default());
    shown
}

/// The table of `table t` and of `column t.a`, as it is displayed.
fn table_of(name: &str) -> Option<&str> {
    match name.strip_prefix("column ") {
        Some(column) => {
            let last = tokens(Dialect::Postgres, column).last()?;
            column.get(..last.start)?.strip_suffix('.')
        }
        None => name.strip_prefix("table "),
    }
}

/// Returns whether a displayed name is that of the table, whatever the database quotes.
fn is_table(name: &str, table: &TableName) -> bool {
    let parts = tokens(Dialect::Postgres, name).filter(|token| !token.is_punctuation("."));
    let parts = parts.filter_map(|token| token.identifier());
    parts.eq(table.schema.iter().chain([&table.name]).cloned())
}

/// Returns whether `name` (`column t.a`) is this column, whatever the database quotes.
fn is_column(name: &str, (table, column): &(TableName, String)) -> bool {
    let Some(name) = name.strip_prefix("column ") else {
        return false;
    };
    let parts = tokens(Dialect::Postgres, name).filter(|token| !token.is_punctuation("."));
    let parts: Vec<String> = parts.filter_map(|token| token.identifier()).collect();
    let expected = table.schema.iter().chain([&table.name, column]);
    parts.iter().eq(expected)
}

/// The words for definitions with the same lines. The columns of statistics have the order of the table.
const REORDERED: &str = "the same lines in another order";

/// The lines that only one of two definitions has.
fn change(is: &str, was: &str) -> String {
    match (lacking(was, is), lacking(is, was)) {
        (is, was) if is.is_empty() && was.is_empty() => REORDERED.to_owned(),
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
