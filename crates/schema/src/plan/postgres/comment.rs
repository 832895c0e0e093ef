//! `COMMENT ON`.

use super::DIALECT;
use crate::schema::{Column, Table, TableName, comment_text};

/// Sets the comment on a table, or on a column of it; `None` takes it away.
pub(super) fn statement(table: &TableName, column: Option<&str>, text: Option<&str>) -> String {
    let target = match column {
        Some(column) => format!(
            "COLUMN {}.{}",
            DIALECT.quote_table(table),
            DIALECT.quote(column)
        ),
        None => format!("TABLE {}", DIALECT.quote_table(table)),
    };
    let text = text.map_or_else(|| "NULL".to_owned(), |text| DIALECT.literal(text));
    format!("COMMENT ON {target} IS {text}")
}

/// The `COMMENT ON` statements for a new table and its columns.
pub(super) fn of_table(table: &Table) -> Vec<String> {
    let own = comment_text(table.comment.as_ref());
    let own = own.map(|text| statement(&table.name, None, Some(text)));
    let columns = table.columns.iter();
    own.into_iter()
        .chain(columns.filter_map(|column| of_column(&table.name, column)))
        .collect()
}

/// The `COMMENT ON` statement for a new column; `None` if the column has no comment.
pub(super) fn of_column(table: &TableName, column: &Column) -> Option<String> {
    let text = comment_text(column.comment.as_ref())?;
    Some(statement(table, Some(&column.name), Some(text)))
}
