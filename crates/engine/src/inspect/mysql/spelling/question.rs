//! A text that only the server can spell.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::super::{default, expression};
use crate::inspect::spelling::Spellings;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Column, Index, IndexKey, Table};

const DIALECT: Dialect = Dialect::Mysql;

/// The kind of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Default,
    Generated,
    Check,
    Index,
}

/// A text of a table, and the columns that it may mean.
pub(super) struct Question<'d> {
    kind: Kind,
    text: Cow<'d, str>,
    column: Option<&'d Column>,
    index: Option<&'d Index>,
    mentioned: Vec<&'d Column>,
}

/// The name of the question with that number in the temporary table.
pub(super) fn label(number: usize) -> String {
    format!("moviectl_{number}")
}

/// The questions about a table; what needs none goes into `spellings` at once.
pub(super) fn of<'d>(table: &'d Table, spellings: &mut Spellings) -> Vec<Question<'d>> {
    let mut questions = Vec::new();
    for own in &table.columns {
        let (kind, text) = match (&own.generated, &own.default) {
            (Some(generated), _) => (Kind::Generated, generated.expression.as_str()),
            (None, Some(default)) => (Kind::Default, default.as_str()),
            (None, None) => continue,
        };
        let known = (kind == Kind::Default)
            .then(|| default::spelled(&own.sql_type, text))
            .flatten();
        match known {
            Some(spelled) => {
                spellings.insert(&table.name, Some(&own.name), text.to_owned(), spelled);
            }
            None => questions.push(Question::new(table, kind, text, Some(own))),
        }
    }
    for check in &table.checks {
        questions.push(Question::new(table, Kind::Check, &check.expression, None));
    }
    for index in &table.indexes {
        // The server has nothing to say of columns.
        if index.sql().next().is_some() {
            let body = DIALECT.index_body(index);
            questions.push(Question {
                index: Some(index),
                ..Question::new(table, Kind::Index, body, None)
            });
        }
    }
    questions
}

impl<'d> Question<'d> {
    fn new(
        table: &'d Table,
        kind: Kind,
        text: impl Into<Cow<'d, str>>,
        column: Option<&'d Column>,
    ) -> Self {
        let text = text.into();
        let names: Vec<&str> = table.columns.iter().map(|own| own.name.as_str()).collect();
        let mentioned = expression::mentioned(&text, &names);
        Self {
            kind,
            text,
            column,
            index: None,
            mentioned: mentioned
                .iter()
                .filter_map(|name| table.column(name))
                .collect(),
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn index(&self) -> Option<&'d Index> {
        self.index
    }

    pub(super) fn column(&self) -> Option<&'d str> {
        self.column.map(|column| column.name.as_str())
    }

    pub(super) fn is_index(&self) -> bool {
        self.kind == Kind::Index
    }

    /// Returns a declared index with its keys as the server spells them; `None` for an answer that is not understood.
    pub(super) fn spelled(index: &Index, found: &str) -> Option<Index> {
        let mut spelled = DIALECT.read_index(&format!("CREATE INDEX i ON t {found}"))?;
        for part in &mut spelled.parts {
            if let IndexKey::Expression(sql) = &mut part.key {
                *sql = expression::plain(sql);
            }
        }
        Some(Index {
            parts: spelled.parts,
            ..index.clone()
        })
    }

    /// The key of the question: two questions with the same key are one.
    pub(super) fn key(&self) -> String {
        let column = self.column.map_or_else(String::new, definition);
        let needs: Vec<String> = self.needs().into_values().collect();
        format!("{}\n{column}\n{}", self.line(0), needs.join(","))
    }

    /// The columns that must be there, by name as the server compares it.
    pub(super) fn needs(&self) -> BTreeMap<String, String> {
        self.mentioned
            .iter()
            .map(|column| (column.name.to_lowercase(), definition(column)))
            .collect()
    }

    /// The text as a line of `CREATE TABLE`.
    pub(super) fn line(&self, number: usize) -> String {
        let label = DIALECT.quote(&label(number));
        let sql_type = self.column.map_or_else(String::new, type_of);
        let text = self.text.as_ref();
        match self.kind {
            Kind::Default => {
                let default = self.column.map_or_else(
                    || text.to_owned(),
                    |own| DIALECT.column_default(&own.sql_type, text),
                );
                format!("{label} {sql_type} DEFAULT {default}")
            }
            Kind::Generated => {
                let stored = self
                    .column
                    .and_then(|column| column.generated.as_ref())
                    .is_some_and(|generated| generated.stored);
                let storage = if stored { "STORED" } else { "VIRTUAL" };
                format!("{label} {sql_type} GENERATED ALWAYS AS ({text}) {storage}")
            }
            Kind::Check => format!("CONSTRAINT {label} CHECK ({text})"),
            Kind::Index => format!("KEY {label} {text}"),
        }
    }

    /// The answer in the one form.
    pub(super) fn settled(&self, found: &str) -> String {
        match (self.kind, self.column) {
            (Kind::Default, Some(column)) => default::settled(&column.sql_type, found),
            _ => expression::plain(found),
        }
    }
}

/// A column with nothing that the server would look at twice.
fn definition(column: &Column) -> String {
    format!("{} {}", DIALECT.quote(&column.name), type_of(column))
}

fn type_of(column: &Column) -> String {
    let mut text = DIALECT.type_sql(&column.sql_type);
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {}", DIALECT.quote(collation)));
    }
    text
}
