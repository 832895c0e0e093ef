//! The actions of `ALTER TABLE`, and the statement around them.

use super::DIALECT;
use super::definition::{column_definition, index_line};
use crate::schema::{Column, Index, Table, TableName};

pub(super) fn alter(table: &TableName, action: &str) -> String {
    format!("ALTER TABLE {} {action}", DIALECT.quote_table(table))
}

pub(super) fn alter_all(table: &TableName, actions: &[String]) -> String {
    alter(table, &actions.join(",\n    "))
}

/// Says all of a column of `table` again, which is how MySQL changes any of it.
pub(super) fn modify(table: &Table, column: &Column) -> String {
    format!("MODIFY COLUMN {}", column_definition(table, column))
}

pub(super) fn add_column(table: &Table, column: &Column) -> String {
    format!("ADD COLUMN {}", column_definition(table, column))
}

pub(super) fn drop_column(column: &Column) -> String {
    format!("DROP COLUMN {}", DIALECT.quote(&column.name))
}

/// An index as an action of `ALTER TABLE`.
pub(super) fn add_index(index: &Index) -> String {
    format!("ADD {}", index_line(index))
}
