//! Tables and columns by their names as the database compares them. A walk over all of them for each of them takes time
//! that grows with the square of their number.

use std::collections::HashMap;

use super::Dialect;
use crate::schema::{Column, Schema, Table, TableName};

/// How names are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Names {
    /// As the databases of the dialect compare them.
    Of(Dialect),
    /// Letter by letter.
    Exact,
}

impl Names {
    /// Returns a name as a key: equal for two names that are the same.
    pub(crate) fn key(self, name: &str) -> String {
        match self {
            Self::Of(dialect) => dialect.folded(name),
            Self::Exact => name.to_owned(),
        }
    }

    /// Returns the name of a table as a key.
    pub(crate) fn table_key(self, name: &TableName) -> TableName {
        TableName {
            schema: name.schema.clone(),
            name: self.key(&name.name),
        }
    }

    /// Returns whether two names are the same.
    pub(crate) fn same(self, one: &str, other: &str) -> bool {
        match self {
            Self::Of(dialect) => dialect.same_name(one, other),
            Self::Exact => one == other,
        }
    }
}

/// The tables of a schema; of two with one name the first.
pub(crate) struct Lookup<'a> {
    names: Names,
    tables: HashMap<TableName, Indexed<'a>>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn of(names: Names, schema: &'a Schema) -> Self {
        let mut tables = HashMap::with_capacity(schema.tables.len());
        for (place, table) in schema.tables.iter().enumerate() {
            tables
                .entry(names.table_key(&table.name))
                .or_insert_with(|| Indexed::of(names, table, place));
        }
        Self { names, tables }
    }

    pub(crate) fn get(&self, name: &TableName) -> Option<&Indexed<'a>> {
        self.tables.get(&self.names.table_key(name))
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
    names: Names,
    columns: HashMap<String, usize>,
}

impl<'a> Indexed<'a> {
    pub(crate) fn of(names: Names, table: &'a Table, place: usize) -> Self {
        let mut columns = HashMap::with_capacity(table.columns.len());
        for (place, column) in table.columns.iter().enumerate() {
            let name = names.key(&column.name);
            columns.entry(name).or_insert(place);
        }
        Self {
            table,
            place,
            names,
            columns,
        }
    }

    /// Which column of the table has that name.
    pub(crate) fn column_place(&self, name: &str) -> Option<usize> {
        self.columns.get(&self.names.key(name)).copied()
    }

    pub(crate) fn column(&self, name: &str) -> Option<&'a Column> {
        self.table.columns.get(self.column_place(name)?)
    }
}
