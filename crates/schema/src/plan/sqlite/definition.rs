//! Tables and columns as SQLite spells them.

use super::DIALECT;
use crate::plan::definition;
use crate::schema::{AutoIncrement, Column, Table, TableName};

/// `CREATE TABLE` under the name `name`.
pub(super) fn create_table(table: &Table, name: &TableName) -> String {
    let counting = counting_key(table);
    let definition = |own: &Column| {
        let keyword = if counting.is_some_and(|key| key.name == own.name) {
            " PRIMARY KEY AUTOINCREMENT"
        } else {
            ""
        };
        column(own) + keyword
    };
    let mut lines: Vec<String> = table.columns.iter().map(definition).collect();
    if counting.is_none() {
        lines.extend(definition::primary_key(DIALECT, table));
    }
    lines.extend(definition::constraints(DIALECT, table));
    definition::create_table(DIALECT, name, &lines) + &options(table)
}

/// A column with everything that belongs to it alone. `AUTOINCREMENT` is the key's.
pub(super) fn column(column: &Column) -> String {
    definition::column(DIALECT, column, &DIALECT.type_sql(&column.sql_type), "")
}

fn options(table: &Table) -> String {
    let mut words = Vec::new();
    if table.sqlite.options.strict {
        words.push("STRICT");
    }
    if table.sqlite.options.without_rowid {
        words.push("WITHOUT ROWID");
    }
    if words.is_empty() {
        return String::new();
    }
    format!(" {}", words.join(", "))
}

/// The column with `AUTOINCREMENT`, which only the whole primary key can have.
pub(super) fn counting_key(table: &Table) -> Option<&Column> {
    table.columns.iter().find(|column| {
        column.auto_increment == Some(AutoIncrement::Keyword)
            && table.key_columns() == [column.name.as_str()]
    })
}
