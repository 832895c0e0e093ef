//! The objects of a dump that use others, by the catalog or by their text.

use std::collections::HashSet;
use std::fmt;

use super::difference::Names;
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
    pub(crate) fn entry(&self) -> &Entry {
        self.entry
    }

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
        self.using(|entry, object| {
            let is_one = |name: &Name| columns.iter().any(|column| name.is_column(column));
            let used = object
                .uses
                .iter()
                .find(|name| Name::read(name).is_some_and(|name| is_one(&name)))?;
            kinds.contains(&entry.kind()).then_some(used)
        })
    }

    /// Returns the objects of these kinds that use only `tables`, and at least two of them.
    pub(crate) fn between<'d>(&'d self, kinds: &[&str], tables: &[TableName]) -> Vec<User<'d>> {
        self.using(|entry, object| {
            let names = object.uses.iter().filter_map(|name| Name::read(name));
            let used: HashSet<Vec<String>> = names.map(|name| name.table).collect();
            let is_one = |name: &Vec<String>| tables.iter().any(|table| is_table(name, table));
            let all = kinds.contains(&entry.kind()) && used.len() > 1 && used.iter().all(is_one);
            object.uses.first().filter(|_| all).map(String::as_str)
        })
    }

    /// Returns the objects that use something that `before` has and this database has not.
    pub(crate) fn broken_since<'d>(&'d self, before: &Self) -> Vec<User<'d>> {
        let names = Names::new(self, before);
        let was_valid = |entry: &Entry| {
            let was = before.objects().get(entry);
            was.is_none_or(|own| !own.is_invalid)
        };
        self.using(|entry, object| {
            let mut used = object.uses.iter();
            match used.find(|name| names.is_gone(name)) {
                None if object.is_invalid && was_valid(entry) => Some("something that is gone"),
                used => Some(used?),
            }
        })
    }

    /// The objects for which `used` returns something that they use.
    fn using<'d>(
        &'d self,
        used: impl Fn(&'d Entry, &'d Object) -> Option<&'d str>,
    ) -> Vec<User<'d>> {
        let users = self.objects().iter().filter_map(|(entry, object)| {
            let used = used(entry, object)?;
            Some(User {
                entry,
                object,
                used,
            })
        });
        users.collect()
    }

    /// Returns the functions, procedures, events and triggers whose text has the name of a table or column that `before` has and
    /// this database has not: `function f() has the name of column t.a`. A column is found if its table is there, too.
    pub(crate) fn mentions_of_gone(&self, before: &Self) -> Vec<String> {
        const WITH_TEXT: [&str; 4] = ["event", "function", "procedure", "trigger"];
        let gone: Vec<&Entry> = self
            .lacking(before)
            .filter(|entry| ["column", "table"].contains(&entry.kind()))
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
                let named = gone
                    .iter()
                    .filter(move |gone| self::words(&gone.name).is_subset(&words));
                named.map(move |gone| format!("{entry} has the name of {gone}"))
            })
            .collect()
    }
}

/// The words of a text, in lower case.
fn words(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// A displayed name, such as `table t` or `column other.t.a`, by its parts, whatever the database quotes.
struct Name {
    /// The table, behind its schema.
    table: Vec<String>,
    column: Option<String>,
}

impl Name {
    fn read(name: &str) -> Option<Self> {
        let (kind, name) = name.split_once(' ')?;
        let parts = tokens(Dialect::Postgres, name).filter(|token| !token.is_punctuation("."));
        let mut table: Vec<String> = parts.filter_map(|token| token.identifier()).collect();
        let column = match kind {
            "table" => None,
            "column" => table.pop(),
            _ => return None,
        };
        Some(Self { table, column })
    }

    fn is_column(&self, (table, column): &(TableName, String)) -> bool {
        self.column.as_ref() == Some(column) && is_table(&self.table, table)
    }
}

fn is_table(parts: &[String], table: &TableName) -> bool {
    parts
        .iter()
        .eq(table.schema.iter().chain(std::iter::once(&table.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_other_characters_are_found() {
        let mut now = Dump::default();
        let texts = [
            ("f()", "SELECT 1 FROM \"odd.name\""),
            ("g()", "SELECT odd"),
            ("h()", "SELECT \"b c\" FROM \"Odd.Name\""),
        ];
        for (name, text) in texts {
            now.add("function", name, text);
        }
        let mut before = now.clone();
        before.add("table", "\"odd.name\"", "");
        before.add("column", "\"odd.name\".\"b c\"", "");
        let expected = [
            "function f() has the name of table \"odd.name\"",
            "function h() has the name of column \"odd.name\".\"b c\"",
            "function h() has the name of table \"odd.name\"",
        ];
        assert_eq!(now.mentions_of_gone(&before), expected);
        let name = Name::read("column \"other one\".\"odd.name\".\"b c\"");
        let table = TableName {
            schema: Some("other one".to_owned()),
            name: "odd.name".to_owned(),
        };
        assert!(name.is_some_and(|name| name.is_column(&(table, "b c".to_owned()))));
    }
}
