//! A table.

use std::fmt;

use super::{Check, Column, Exclusion, ForeignKey, Index, PrimaryKey, TableName, Trigger, Unique};

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
    /// The table's comment. A declaration that includes comments has an empty one for a table without a comment.
    pub comment: Option<String>,
    /// The parts that only SQLite has.
    pub sqlite: SqliteTable,
    /// The parts that only PostgreSQL has.
    pub postgres: PostgresTable,
    /// The parts that only MySQL and MariaDB have.
    pub mysql: MysqlTable,
    /// Features of a live table that this model cannot hold, in words for people ("ON CONFLICT clause on column 'x'").
    /// A table with any of them cannot be made again from the model without loss. Empty in a declared schema.
    pub unsupported: Vec<String>,
}

/// The parts of a table that only SQLite has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SqliteTable {
    /// Storage options.
    pub options: TableOptions,
    /// Triggers. A rebuild of the table would lose them.
    pub triggers: Vec<Trigger>,
}

/// The parts of a table that only PostgreSQL has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PostgresTable {
    /// Exclusion constraints.
    pub exclusions: Vec<Exclusion>,
    /// Storage parameters as SQL: `fillfactor=80`.
    pub parameters: Option<String>,
}

/// The parts of a table that only MySQL and MariaDB have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MysqlTable {
    /// Indexes that the database made by itself for a foreign key that nothing else serves, and drops by itself when
    /// something does. They are no difference; a foreign key that is dropped leaves its own behind.
    pub implied_indexes: Vec<Index>,
    /// The engine, if it is not the server's default.
    pub engine: Option<String>,
    /// Table options as SQL: `ROW_FORMAT=COMPRESSED`.
    pub options: Vec<String>,
    /// The collation, if it is not the database's default.
    pub collation: Option<String>,
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
    /// Makes the table silent about comments.
    pub(crate) fn forget_comments(&mut self) {
        self.comment = None;
        for column in &mut self.columns {
            column.comment = None;
        }
    }

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
            comment: None,
            sqlite: SqliteTable::default(),
            postgres: PostgresTable::default(),
            mysql: MysqlTable::default(),
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
