//! An enum type made anew: the old one is renamed aside, and the columns move over through their text.

use super::{DIALECT, create, drop, names_type, rename};
use crate::plan::definition::drop_index;
use crate::plan::postgres::constraint::{alter, drop_constraint};
use crate::schema::{Column, EnumType, Evolving, ForeignKey, Index, Table, TableName};

/// Prefix of the old type's name while the columns move to the new type.
const ASIDE_PREFIX: &str = "_moviectl_old_";

/// A type made anew, on the schema as it is just then.
pub(super) struct Rewrite<'a> {
    pub(super) from: &'a EnumType,
    pub(super) to: &'a EnumType,
    pub(super) at: &'a Evolving,
}

impl Rewrite<'_> {
    pub(super) fn statements(&self) -> Vec<String> {
        let keys = self.foreign_keys();
        let indexes = self.indexes();
        let aside = self.aside();
        let mut statements = Vec::new();
        for (table, key) in &keys {
            statements.extend(drop_constraint(table, key.name.as_deref()));
        }
        for (table, index) in &indexes {
            statements.push(drop_index(DIALECT, table, index));
        }
        for table in self.at.tables() {
            for check in table
                .checks
                .iter()
                .filter(|own| self.is_named(&own.expression))
            {
                statements.extend(drop_constraint(&table.name, check.name.as_deref()));
            }
        }
        statements.push(rename(&self.from.name, &aside.name));
        statements.push(create(self.to));
        let moved = self.at.tables().filter_map(|table| self.columns(table));
        statements.extend(moved);
        statements.push(drop(&aside));
        for table in self.at.tables() {
            for check in table
                .checks
                .iter()
                .filter(|own| self.is_named(&own.expression))
            {
                let constraint = DIALECT.check_constraint(check);
                statements.push(alter(&table.name, &format!("ADD {constraint}")));
            }
        }
        let indexes = indexes.into_iter();
        statements.extend(indexes.map(|(table, index)| DIALECT.create_index(table, index)));
        for (table, key) in &keys {
            let constraint = DIALECT.foreign_key_constraint(key);
            statements.push(alter(table, &format!("ADD {constraint}")));
        }
        statements
    }

    fn is_named(&self, sql: &str) -> bool {
        names_type(sql, self.from, self.at)
    }

    fn aside(&self) -> TableName {
        let mut name = format!("{ASIDE_PREFIX}{}", self.from.name.name);
        let longest = DIALECT.longest_name().unwrap_or(usize::MAX);
        while name.len() > longest {
            name.pop();
        }
        TableName {
            schema: self.from.name.schema.clone(),
            name,
        }
    }

    /// One statement for all columns of a table, since checks and keys over several of them are looked at behind it.
    fn columns(&self, table: &Table) -> Option<String> {
        let of_type = |column: &&Column| self.from.is_type_of(column);
        let with_default = |column: &&Column| {
            let default = column.default.as_ref();
            default.is_some_and(|own| of_type(column) || self.is_named(own))
        };
        let name = |column: &Column| DIALECT.quote(&column.name);
        let columns = || table.columns.iter();
        let mut actions: Vec<String> = columns()
            .filter(with_default)
            .map(|column| format!("ALTER COLUMN {} DROP DEFAULT", name(column)))
            .collect();
        actions.extend(columns().filter(of_type).map(|column| {
            let brackets = "[]".repeat(usize::from(column.sql_type.dimensions));
            let sql_type = DIALECT.type_sql(&column.sql_type);
            let name = name(column);
            format!("ALTER COLUMN {name} TYPE {sql_type} USING {name}::text{brackets}::{sql_type}")
        }));
        actions.extend(columns().filter(with_default).map(|column| {
            let default = column.default.as_deref().unwrap_or_default();
            format!("ALTER COLUMN {} SET DEFAULT {default}", name(column))
        }));
        (!actions.is_empty()).then(|| alter(&table.name, &actions.join(",\n    ")))
    }

    /// Indexes with the type in an expression or a condition. Others are made anew by the move itself.
    fn indexes(&self) -> Vec<(&TableName, &Index)> {
        let tables = self.at.tables();
        tables
            .flat_map(|table| table.indexes.iter().map(move |index| (&table.name, index)))
            .filter(|(_, index)| index.sql().any(|sql| self.is_named(sql)))
            .collect()
    }

    /// Foreign keys over columns of the type, on either side.
    fn foreign_keys(&self) -> Vec<(&TableName, &ForeignKey)> {
        let is_user = |table: &TableName, columns: &[String]| {
            let table = self.at.table(table);
            let mut columns = columns.iter();
            columns.any(|name| {
                let column = table.and_then(|table| table.column(name));
                column.is_some_and(|column| self.from.is_type_of(column))
            })
        };
        let tables = self.at.tables();
        tables
            .flat_map(|table| table.foreign_keys.iter().map(move |key| (&table.name, key)))
            .filter(|(table, key)| {
                is_user(table, &key.columns) || is_user(&key.references, &key.referenced_columns)
            })
            .collect()
    }
}
