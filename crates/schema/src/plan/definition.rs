//! Columns and constraints as `CREATE TABLE` and `ALTER TABLE` spell them.

use super::numbering;
use crate::dialect::Dialect;
use crate::schema::{AutoIncrement, Column, Index, Table, TableName};

/// `CREATE TABLE` under the name `name`, one line for each column and constraint; indexes and triggers are apart.
pub(super) fn create_table(dialect: Dialect, table: &Table, name: &TableName) -> String {
    let inline_key = counting_key(table);
    let mut lines: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let keyword = if inline_key.is_some_and(|key| key.name == column.name) {
                " PRIMARY KEY AUTOINCREMENT"
            } else {
                ""
            };
            column_definition(dialect, &table.name, column) + keyword
        })
        .collect();
    if let (Some(key), None) = (&table.primary_key, inline_key) {
        let constraint = dialect.constraint_name(key.name.as_deref());
        lines.push(format!(
            "{constraint}PRIMARY KEY ({})",
            dialect.quote_list(&key.columns)
        ));
    }
    lines.extend(
        table
            .uniques
            .iter()
            .map(|unique| dialect.unique_constraint(unique)),
    );
    lines.extend(
        table
            .checks
            .iter()
            .map(|check| dialect.check_constraint(check)),
    );
    lines.extend(
        table
            .foreign_keys
            .iter()
            .map(|key| dialect.foreign_key_constraint(key)),
    );
    format!(
        "CREATE TABLE {} (\n    {}\n){}",
        dialect.quote_table(name),
        lines.join(",\n    "),
        options(table)
    )
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

/// The column with SQLite's `AUTOINCREMENT`, which only the whole primary key can have.
pub(super) fn counting_key(table: &Table) -> Option<&Column> {
    table.columns.iter().find(|column| {
        column.auto_increment == Some(AutoIncrement::Keyword)
            && table.key_columns() == [column.name.as_str()]
    })
}

/// A column of `table` with everything that belongs to it alone: `"id" SERIAL NOT NULL`.
pub(super) fn column_definition(dialect: Dialect, table: &TableName, column: &Column) -> String {
    let sql_type = numbering::serial_type(table, column)
        .map_or_else(|| dialect.type_sql(&column.sql_type), str::to_owned);
    let mut text = dialect.quote(&column.name);
    if !sql_type.is_empty() {
        text.push(' ');
        text.push_str(&sql_type);
    }
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {}", dialect.quote(collation)));
    }
    if let Some(generated) = &column.generated {
        let storage = if generated.stored {
            "STORED"
        } else {
            "VIRTUAL"
        };
        text.push_str(&format!(
            " GENERATED ALWAYS AS ({}) {storage}",
            generated.expression
        ));
    }
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    // SQLite's `AUTOINCREMENT` is the key's.
    text.push_str(&numbering::identity(table, column));
    if let Some(default) = numbering::counting_default(table, column) {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    text
}

/// `DROP INDEX`, in the schema of its table.
pub(super) fn drop_index(dialect: Dialect, table: &TableName, index: &Index) -> String {
    let name = TableName {
        schema: table.schema.clone(),
        name: index.name.clone(),
    };
    format!("DROP INDEX {}", dialect.quote_table(&name))
}
