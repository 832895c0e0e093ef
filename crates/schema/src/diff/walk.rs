//! The two schemas of a comparison, and the questions that every part of it asks.

use std::collections::HashSet;

use super::mode::Mode;
use super::side::Side;
use crate::dialect::{Dialect, Lookup, Names};
use crate::schema::{Change, TableName};

/// A walk over two schemas.
pub(super) struct Walk<'a> {
    pub(super) dialect: Dialect,
    pub(super) mode: Mode,
    pub(super) names: Names,
    pub(super) from: Side<'a>,
    pub(super) to: Side<'a>,
    pub(super) live: Lookup<'a>,
    /// The names of all declared tables.
    pub(super) declared: HashSet<TableName>,
    /// The tables whose SQL the database may spell otherwise than expected.
    pub(super) respelled: HashSet<TableName>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(dialect: Dialect, mode: Mode, from: Side<'a>, to: Side<'a>) -> Self {
        let names = match mode {
            Mode::Managed | Mode::Plain => Names::Of(dialect),
            Mode::Exact => Names::Exact,
        };
        let declared = to
            .written
            .tables
            .iter()
            .map(|own| names.table_key(&own.name));
        Self {
            dialect,
            mode,
            names,
            from,
            to,
            live: Lookup::of(names, from.written),
            declared: declared.collect(),
            respelled: HashSet::new(),
        }
    }

    pub(super) fn changes(&self) -> Vec<Change> {
        let mut changes = self.schemas_and_enums();
        changes.extend(self.tables());
        changes
    }

    pub(super) fn is_declared(&self, name: &TableName) -> bool {
        self.declared.contains(&self.names.table_key(name))
    }

    pub(super) fn same_table(&self, one: &TableName, other: &TableName) -> bool {
        one.schema == other.schema && self.names.same(&one.name, &other.name)
    }

    /// Returns whether an item that is not wanted is dropped. A managed declaration wants only what it can express.
    pub(super) fn is_dropped(&self, declarable: bool) -> bool {
        match self.mode {
            Mode::Managed => declarable,
            Mode::Plain => false,
            Mode::Exact => true,
        }
    }

    pub(super) fn same_columns(&self, one: &[String], other: &[String]) -> bool {
        one.len() == other.len() && one.iter().zip(other).all(|(a, b)| self.names.same(a, b))
    }

    /// A list of columns as a text, equal for two lists that are the same ([`Self::same_columns`]).
    pub(super) fn list_key(&self, columns: &[String]) -> String {
        let names: Vec<String> = columns.iter().map(|own| self.names.key(own)).collect();
        // No name has a zero byte in it.
        names.join("\0")
    }

    /// Returns whether the name of a live constraint is right. A name that was not declared may be any, and SQLite may have
    /// none. Two databases may have chosen different names.
    pub(super) fn fits(&self, live: Option<&String>, declared: Option<&String>) -> bool {
        self.mode == Mode::Exact || declared.is_none() || live.is_none() || live == declared
    }
}
