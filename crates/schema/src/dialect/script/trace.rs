//! How to tell afterwards whether a statement was done.

use super::{Qualified, Statement};
use crate::dialect::Dialect;

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
