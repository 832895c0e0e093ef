//! Columns and constraints as `CREATE TABLE` and `ALTER TABLE` spell them.

use super::numbering;
use crate::dialect::Dialect;
use crate::schema::{
    AutoIncrement, Check, Column, Deferrable, ForeignKey, Index, ReferentialAction, Table,
    TableName, Unique,
};

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
        let constraint = named(dialect, key.name.as_deref());
        lines.push(format!(
            "{constraint}PRIMARY KEY ({})",
            dialect.quote_list(&key.columns)
        ));
    }
    lines.extend(
        table
            .uniques
            .iter()
            .map(|unique| unique_constraint(dialect, unique)),
    );
    lines.extend(
        table
            .checks
            .iter()
            .map(|check| check_constraint(dialect, check)),
    );
    lines.extend(
        table
            .foreign_keys
            .iter()
            .map(|key| foreign_key_constraint(dialect, key)),
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
    if table.options.strict {
        words.push("STRICT");
    }
    if table.options.without_rowid {
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

/// `CONSTRAINT "name" `, or nothing.
fn named(dialect: Dialect, name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| {
        format!("CONSTRAINT {} ", dialect.quote(name))
    })
}

/// A unique constraint with its name.
pub(crate) fn unique_constraint(dialect: Dialect, unique: &Unique) -> String {
    let clauses = &unique.clauses;
    let mut text = named(dialect, unique.name.as_deref()) + "UNIQUE";
    if clauses.nulls_not_distinct {
        text.push_str(" NULLS NOT DISTINCT");
    }
    let overlaps = match clauses.without_overlaps {
        true => " WITHOUT OVERLAPS",
        false => "",
    };
    let columns = dialect.quote_list(&unique.columns);
    text.push_str(&format!(" ({columns}{overlaps})"));
    if !clauses.include.is_empty() {
        let include = dialect.quote_list(&clauses.include);
        text.push_str(&format!(" INCLUDE ({include})"));
    }
    if let Some(parameters) = &clauses.parameters {
        text.push_str(&format!(" WITH ({parameters})"));
    }
    text + deferrable(clauses.deferrable)
}

/// A check constraint with its name.
pub(super) fn check_constraint(dialect: Dialect, check: &Check) -> String {
    let name = named(dialect, check.name.as_deref());
    let mut text = format!("{name}CHECK ({})", check.expression);
    for words in check.clauses.words() {
        text.push_str(&format!(" {words}"));
    }
    text
}

/// A foreign key as a table constraint.
pub(crate) fn foreign_key_constraint(dialect: Dialect, key: &ForeignKey) -> String {
    format!(
        "{}FOREIGN KEY ({}) {}",
        named(dialect, key.name.as_deref()),
        with_period(dialect, &key.columns, key.clauses.period),
        references(dialect, key)
    )
}

/// A foreign key as a constraint of its only column.
pub(super) fn inline_foreign_key(dialect: Dialect, key: &ForeignKey) -> String {
    format!(
        "{}{}",
        named(dialect, key.name.as_deref()),
        references(dialect, key)
    )
}

fn references(dialect: Dialect, key: &ForeignKey) -> String {
    let clauses = &key.clauses;
    let mut text = format!(
        "REFERENCES {} ({})",
        dialect.quote_table(&key.references),
        with_period(dialect, &key.referenced_columns, clauses.period)
    );
    if clauses.match_full {
        text.push_str(" MATCH FULL");
    }
    if key.on_update != ReferentialAction::NoAction {
        text.push_str(&format!(" ON UPDATE {}", key.on_update.keywords()));
    }
    if key.on_delete != ReferentialAction::NoAction {
        text.push_str(&format!(" ON DELETE {}", key.on_delete.keywords()));
    }
    if !clauses.set_columns.is_empty() {
        let columns = dialect.quote_list(&clauses.set_columns);
        text.push_str(&format!(" ({columns})"));
    }
    text.push_str(deferrable(key.deferrable));
    for (is_set, words) in [
        (clauses.not_valid, " NOT VALID"),
        (clauses.not_enforced, " NOT ENFORCED"),
    ] {
        if is_set {
            text.push_str(words);
        }
    }
    text
}

/// A list of columns, with `PERIOD` before the last of a key over ranges.
fn with_period(dialect: Dialect, columns: &[String], period: bool) -> String {
    match columns.split_last() {
        Some((last, first)) if period => {
            let mut parts: Vec<String> = first.iter().map(|name| dialect.quote(name)).collect();
            parts.push(format!("PERIOD {}", dialect.quote(last)));
            parts.join(", ")
        }
        _ => dialect.quote_list(columns),
    }
}

fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::Never => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// `DROP INDEX`, in the schema of its table.
pub(super) fn drop_index(dialect: Dialect, table: &TableName, index: &Index) -> String {
    let name = TableName {
        schema: table.schema.clone(),
        name: index.name.clone(),
    };
    format!("DROP INDEX {}", dialect.quote_table(&name))
}
