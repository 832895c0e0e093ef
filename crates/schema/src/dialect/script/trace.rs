//! How to tell afterwards whether a statement was done.

use super::{Statement, Token};
use crate::dialect::Dialect;

/// A name with the schema that it is qualified by, both as the server knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qualified {
    /// The schema, where one is written.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

/// Trace of a statement in the catalog. The first three are PostgreSQL's alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trace {
    /// `CREATE INDEX … ON table`.
    CreatesIndex {
        /// The index; PostgreSQL makes it in the table's schema.
        name: String,
        /// The table.
        table: Qualified,
    },
    /// `DROP INDEX`, of one index.
    DropsIndex(Qualified),
    /// `ALTER TYPE … ADD VALUE`.
    AddsValue {
        /// The enum type.
        kind: Qualified,
        /// The value.
        value: String,
    },
    /// The statement creates the object, or renames an object to this name.
    Creates(Object),
    /// The statement drops the object.
    Drops(Object),
}

/// Object that a statement creates or drops.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Object {
    /// The object's kind.
    pub kind: ObjectKind,
    /// Its schema (on MySQL its database), if the statement names one.
    pub schema: Option<String>,
    /// Its table, for an object that belongs to a table.
    pub table: Option<String>,
    /// Its name.
    pub name: String,
}

/// The kind of an [`Object`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObjectKind {
    /// A table.
    Table,
    /// A view.
    View,
    /// A column of a table.
    Column,
    /// An index of a table, its primary key (`PRIMARY`) and unique constraints included.
    Index,
    /// A foreign key or a check of a table.
    Constraint,
    /// A trigger.
    Trigger,
    /// A procedure.
    Procedure,
    /// A function.
    Function,
    /// An event.
    Event,
    /// A sequence.
    Sequence,
    /// A type.
    Type,
    /// A schema.
    Schema,
}

/// Returns the trace of the statement, if the catalog shows it.
pub fn trace(dialect: Dialect, statement: &Statement<'_>) -> Option<Trace> {
    dialect.database().trace(statement)
}

/// Tokens that are read one after the other.
pub(in crate::dialect) struct Words<'t, 'a> {
    pub(in crate::dialect) tokens: &'t [Token<'a>],
}

impl<'t, 'a> Words<'t, 'a> {
    pub(in crate::dialect) fn next(&mut self) -> Option<&'t Token<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    pub(in crate::dialect) fn skip(&mut self, word: &str) -> bool {
        let is_next = self.tokens.first().is_some_and(|token| token.is_word(word));
        if is_next {
            self.next();
        }
        is_next
    }

    /// A name of PostgreSQL's, which folds the case of an unquoted one.
    pub(in crate::dialect) fn name(&mut self) -> Option<String> {
        let token = self.next()?;
        let name = token.identifier()?;
        let quoted = name != token.text;
        Some(if quoted { name } else { name.to_lowercase() })
    }

    /// A name as it is written, as SQLite and MySQL keep it.
    pub(in crate::dialect) fn written(&mut self) -> Option<String> {
        self.next()?.identifier()
    }

    /// A name of PostgreSQL's with its schema, where one is written.
    pub(in crate::dialect) fn qualified(&mut self) -> Option<Qualified> {
        self.parts(Self::name)
    }

    /// The same of another dialect: as it is written.
    pub(in crate::dialect) fn qualified_as_written(&mut self) -> Option<Qualified> {
        self.parts(Self::written)
    }

    fn parts(&mut self, read: fn(&mut Self) -> Option<String>) -> Option<Qualified> {
        let first = read(self)?;
        if !self
            .tokens
            .first()
            .is_some_and(|token| token.is_punctuation("."))
        {
            return Some(Qualified {
                schema: None,
                name: first,
            });
        }
        self.next();
        Some(Qualified {
            schema: Some(first),
            name: read(self)?,
        })
    }

    /// Returns the text of a plain string; `None` for a string with escapes or dollar quotes.
    pub(in crate::dialect) fn string(&mut self) -> Option<String> {
        let text = self.next()?.text.strip_prefix('\'')?.strip_suffix('\'')?;
        Some(text.replace("''", "'"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::super::split;
    use super::*;

    #[test]
    fn what_the_catalogue_tells_of() {
        let table = |schema: Option<&str>, name: &str| Qualified {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
        };
        for (sql, expected) in [
            (
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I x\" ON ONLY app.T (a)",
                Some(Trace::CreatesIndex {
                    name: "I x".into(),
                    table: table(Some("app"), "t"),
                }),
            ),
            ("CREATE INDEX CONCURRENTLY ON t (a)", None),
            (
                "DROP INDEX CONCURRENTLY IF EXISTS app.i",
                Some(Trace::DropsIndex(table(Some("app"), "i"))),
            ),
            ("DROP INDEX CONCURRENTLY i, j", None),
            (
                "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'it''s' BEFORE 'b'",
                Some(Trace::AddsValue {
                    kind: table(None, "mood"),
                    value: "it's".into(),
                }),
            ),
            ("ALTER TYPE mood RENAME VALUE 'a' TO 'b'", None),
            ("VACUUM t", None),
        ] {
            assert_eq!(
                trace(Dialect::Postgres, &split(Dialect::Postgres, sql)[0]),
                expected,
                "{sql}"
            );
        }
    }
}
