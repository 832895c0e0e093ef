//! Columns and constraints as `CREATE TABLE` and `ALTER TABLE` spell them on PostgreSQL and SQLite.

use crate::dialect::Dialect;
use crate::schema::{Column, Index, Table, TableName};

/// `CREATE TABLE` with one line for each column and constraint; indexes and triggers are apart.
pub(super) fn create_table(dialect: Dialect, name: &TableName, lines: &[String]) -> String {
    let name = dialect.quote_table(name);
    format!("CREATE TABLE {name} (\n    {}\n)", lines.join(",\n    "))
}

/// The primary key of a table as a constraint, if it has one.
pub(super) fn primary_key(dialect: Dialect, table: &Table) -> Option<String> {
    let key = table.primary_key.as_ref()?;
    let constraint = dialect.constraint_name(key.name.as_deref());
    let columns = dialect.quote_list(&key.columns);
    Some(format!("{constraint}PRIMARY KEY ({columns})"))
}

/// The constraints of a table beside its primary key.
pub(super) fn constraints(dialect: Dialect, table: &Table) -> impl Iterator<Item = String> + '_ {
    let uniques = table.uniques.iter();
    let uniques = uniques.map(move |unique| dialect.unique_constraint(unique));
    let checks = table.checks.iter();
    let checks = checks.map(move |check| dialect.check_constraint(check));
    let keys = table.foreign_keys.iter();
    let keys = keys.map(move |key| dialect.foreign_key_constraint(key));
    uniques.chain(checks).chain(keys)
}

/// A column with everything that belongs to it alone: `"id" SERIAL NOT NULL`. `sql_type` may be empty; `numbering` stands
/// before the column's own default.
pub(super) fn column(dialect: Dialect, column: &Column, sql_type: &str, numbering: &str) -> String {
    let mut text = dialect.quote(&column.name);
    if !sql_type.is_empty() {
        text.push(' ');
        text.push_str(sql_type);
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
    text.push_str(numbering);
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
