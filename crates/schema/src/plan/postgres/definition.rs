//! Tables and columns as PostgreSQL spells them.

use super::{DIALECT, numbering};
use crate::plan::definition;
use crate::schema::{Column, Table, TableName};

pub(super) fn create_table(table: &Table) -> String {
    let columns = table.columns.iter();
    let mut lines: Vec<String> = columns.map(|own| column(&table.name, own)).collect();
    lines.extend(definition::primary_key(DIALECT, table));
    lines.extend(definition::constraints(DIALECT, table));
    definition::create_table(DIALECT, &table.name, &lines)
}

/// A column of `table` with everything that belongs to it alone.
pub(super) fn column(table: &TableName, column: &Column) -> String {
    let sql_type = numbering::serial_type(table, column)
        .map_or_else(|| DIALECT.type_sql(&column.sql_type), str::to_owned);
    let mut numbering = numbering::identity(table, column);
    if let Some(default) = numbering::counting_default(table, column) {
        numbering.push_str(&format!(" DEFAULT {default}"));
    }
    definition::column(DIALECT, column, &sql_type, &numbering)
}
