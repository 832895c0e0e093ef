//! Tables, columns and what belongs to tables, by what they are looked for. A walk over all of them for each of them takes
//! time that grows with the square of their number.

use std::collections::HashMap;

use crate::dialect::Dialect;
use crate::schema::{Column, Schema, Table, TableName};

/// The tables of one side by their names as the dialect compares them; of two with one name the first.
pub(super) struct Lookup<'a> {
    dialect: Dialect,
    tables: HashMap<TableName, Side<'a>>,
}

impl<'a> Lookup<'a> {
    pub(super) fn of(dialect: Dialect, schema: &'a Schema) -> Self {
        let mut tables = HashMap::with_capacity(schema.tables.len());
        for table in &schema.tables {
            tables
                .entry(key(dialect, &table.name))
                .or_insert_with(|| Side::of(dialect, table));
        }
        Self { dialect, tables }
    }

    pub(super) fn side(&self, name: &TableName) -> Option<&Side<'a>> {
        self.tables.get(&key(self.dialect, name))
    }

    pub(super) fn table(&self, name: &TableName) -> Option<&'a Table> {
        self.side(name).map(|side| side.table)
    }
}

/// A table's name, equal for two that are one to the dialect.
pub(super) fn key(dialect: Dialect, name: &TableName) -> TableName {
    TableName {
        schema: name.schema.clone(),
        name: dialect.folded(&name.name),
    }
}

/// One of two tables that are compared.
pub(super) struct Side<'a> {
    pub(super) table: &'a Table,
    dialect: Dialect,
    columns: HashMap<String, &'a Column>,
}

impl<'a> Side<'a> {
    pub(super) fn of(dialect: Dialect, table: &'a Table) -> Self {
        // The last one put in stays, which is to be the first.
        let columns = table.columns.iter().rev();
        Self {
            table,
            dialect,
            columns: columns
                .map(|column| (dialect.folded(&column.name), column))
                .collect(),
        }
    }

    /// The column that has the name as the dialect compares names.
    pub(super) fn column(&self, name: &str) -> Option<&'a Column> {
        self.columns.get(&self.dialect.folded(name)).copied()
    }
}

/// Items by a text that those which are the same have in common. The items under one text are compared one by one.
pub(super) struct Buckets<'a, T>(HashMap<String, Vec<&'a T>>);

impl<'a, T> Buckets<'a, T> {
    pub(super) fn of(items: &'a [T], key: impl Fn(&T) -> String) -> Self {
        let mut buckets: HashMap<String, Vec<&T>> = HashMap::with_capacity(items.len());
        for item in items {
            buckets.entry(key(item)).or_default().push(item);
        }
        Self(buckets)
    }

    pub(super) fn get(&self, key: &str) -> &[&'a T] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}
