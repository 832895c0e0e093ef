//! A table.

use std::fmt;

use super::{Check, Column, Extra, ForeignKey, Index, PrimaryKey, TableName, Trigger, Unique};

/// A table and all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Table {
    /// The name.
    pub name: TableName,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// The primary key, if there is one.
    pub primary_key: Option<PrimaryKey>,
    /// Foreign keys that go out from this table.
    pub foreign_keys: Vec<ForeignKey>,
    /// Unique constraints.
    pub uniques: Vec<Unique>,
    /// Check constraints.
    pub checks: Vec<Check>,
    /// Indexes that are no constraint's.
    pub indexes: Vec<Index>,
    /// Indexes that the database made by itself for a foreign key that nothing else serves, and drops by itself when
    /// something does (MySQL). They are no difference; a foreign key that is dropped leaves its own behind.
    pub implied_indexes: Vec<Index>,
    /// Triggers, where rebuilding the table would lose them (SQLite); empty elsewhere.
    pub triggers: Vec<Trigger>,
    /// The table's comment. A declaration that includes comments has an empty one for a table without a comment.
    pub comment: Option<String>,
    /// Objects of the table that no field holds, but that a statement can create again (PostgreSQL).
    pub extras: Vec<Extra>,
    /// The tables and views that a view reads, each with one column, or with an empty name for the whole. Known if the
    /// database lists them (PostgreSQL); empty for a table.
    pub reads: Vec<(TableName, String)>,
    /// Storage options.
    pub options: TableOptions,
    /// Features of a live table that this model cannot hold, in words for people ("ON CONFLICT clause on column 'x'").
    /// A table with any of them cannot be made again from the model without loss. Empty in a declared schema.
    pub unsupported: Vec<String>,
}

/// SQLite's options after the closing parenthesis of `CREATE TABLE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TableOptions {
    /// `WITHOUT ROWID`.
    pub without_rowid: bool,
    /// `STRICT`.
    pub strict: bool,
}

/// In SQL's words: `STRICT, WITHOUT ROWID`; `plain` for none.
impl fmt::Display for TableOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.strict, self.without_rowid) {
            (true, true) => "STRICT, WITHOUT ROWID",
            (true, false) => "STRICT",
            (false, true) => "WITHOUT ROWID",
            (false, false) => "plain",
        })
    }
}

impl Table {
    /// A table without columns.
    pub fn new(name: TableName) -> Self {
        Self {
            name,
            columns: Vec::new(),
            primary_key: None,
            foreign_keys: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
            implied_indexes: Vec::new(),
            triggers: Vec::new(),
            comment: None,
            extras: Vec::new(),
            reads: Vec::new(),
            options: TableOptions::default(),
            unsupported: Vec::new(),
        }
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Returns whether `name` is one of the primary key's columns.
    pub fn is_key(&self, name: &str) -> bool {
        self.key_columns().iter().any(|column| column == name)
    }

    /// The primary key's columns; empty without one.
    pub fn key_columns(&self) -> &[String] {
        self.primary_key
            .as_ref()
            .map_or(&[], |key| key.columns.as_slice())
    }
}
