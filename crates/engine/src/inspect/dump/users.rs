//! The objects of a dump that use others, by the catalog or by their text.

use std::collections::HashSet;
use std::fmt;

use super::objects::{Dump, Entry, Object};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::tokens;
use moviectl_schema::schema::TableName;

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

impl Dump {
    /// Returns the objects of these kinds that use one of `columns`.
    pub(crate) fn users<'d>(
        &'d self,
        kinds: &[&str],
        columns: &[(TableName, String)],
    ) -> Vec<User<'d>> {
        let objects = self.objects().iter();
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
        let objects = self.objects().iter();
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
        let objects = self.objects().iter();
        objects
            .filter_map(|(entry, object)| {
                let was_valid = || {
                    before
                        .objects()
                        .get(entry)
                        .is_none_or(|own| !own.is_invalid)
                };
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
            .objects()
            .keys()
            .filter(|entry| ["column", "table"].contains(&entry.kind()))
            .filter(|entry| !self.objects().contains_key(entry))
            .collect();
        let objects = self.objects().iter();
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
}

/// The words of a text, in lower case.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .map(str::to_lowercase)
        .collect()
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
