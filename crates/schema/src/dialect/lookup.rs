//! Tables and columns by their names as the database compares them. A walk over all of them for each of them takes time
//! that grows with the square of their number.

use std::collections::HashMap;

use super::Dialect;
use crate::schema::{Column, Schema, Table, TableName};

/// The tables of a schema; of two with one name the first.
pub(crate) struct Lookup<'a> {
    dialect: Dialect,
    tables: HashMap<TableName, Indexed<'a>>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn of(dialect: Dialect, schema: &'a Schema) -> Self {
        let mut tables = HashMap::with_capacity(schema.tables.len());
        for (place, table) in schema.tables.iter().enumerate() {
            tables
                .entry(dialect.folded_table(&table.name))
                .or_insert_with(|| Indexed::of(dialect, table, place));
        }
        Self { dialect, tables }
    }

    pub(crate) fn get(&self, name: &TableName) -> Option<&Indexed<'a>> {
        self.tables.get(&self.dialect.folded_table(name))
    }

    pub(crate) fn table(&self, name: &TableName) -> Option<&'a Table> {
        self.get(name).map(|own| own.table)
    }
}

/// A table with its columns by name.
pub(crate) struct Indexed<'a> {
    pub(crate) table: &'a Table,
    /// Which table of the schema it is.
    pub(crate) place: usize,
    dialect: Dialect,
    columns: HashMap<String, usize>,
}

impl<'a> Indexed<'a> {
    pub(crate) fn of(dialect: Dialect, table: &'a Table, place: usize) -> Self {
        let mut columns = HashMap::with_capacity(table.columns.len());
        for (place, column) in table.columns.iter().enumerate() {
            let name = dialect.folded(&column.name);
            columns.entry(name).or_insert(place);
        }
        Self {
            table,
            place,
            dialect,
            columns,
        }
    }

    /// Which column of the table has that name.
    pub(crate) fn column_place(&self, name: &str) -> Option<usize> {
        self.columns.get(&self.dialect.folded(name)).copied()
    }

    pub(crate) fn column(&self, name: &str) -> Option<&'a Column> {
        self.table.columns.get(self.column_place(name)?)
    }
}
