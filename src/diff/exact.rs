//! Whether two schemas read from databases are the same in every respect, column order aside.

use std::collections::HashMap;

use crate::schema::{Column, Schema, Table, TableName};

/// Every respect in which `found` is not `expected`, in words; empty where they are the same. Both must come from
/// databases of one dialect: texts (defaults, checks, index definitions) are compared as the database spells them.
pub fn differences(expected: &Schema, found: &Schema) -> Vec<String> {
    let mut differences = Vec::new();
    let (wanted, there) = (by_name(expected), by_name(found));
    for table in &expected.tables {
        match there.get(&table.name) {
            Some(other) => compare_tables(table, other, &mut differences),
            None => differences.push(format!("table '{}' is missing", table.name)),
        }
    }
    for table in &found.tables {
        if !wanted.contains_key(&table.name) {
            differences.push(format!("table '{}' should not be there", table.name));
        }
    }
    differences
}

fn by_name(schema: &Schema) -> HashMap<&TableName, &Table> {
    let tables = schema.tables.iter();
    tables.map(|table| (&table.name, table)).collect()
}

fn compare_tables(expected: &Table, found: &Table, differences: &mut Vec<String>) {
    let name = &expected.name;
    compare_columns(expected, found, differences);
    if expected.key_columns() != found.key_columns() {
        differences.push(format!(
            "primary key of '{name}' is ({}) instead of ({})",
            found.key_columns().join(", "),
            expected.key_columns().join(", ")
        ));
    }
    let mut compare = |what: &str, expected: Vec<String>, found: Vec<String>| {
        for item in expected.iter().filter(|item| !found.contains(item)) {
            differences.push(format!("{what} of '{name}' is missing: {item}"));
        }
        for item in found.iter().filter(|item| !expected.contains(item)) {
            differences.push(format!("{what} of '{name}' should not be there: {item}"));
        }
    };
    compare("foreign key", foreign_keys(expected), foreign_keys(found));
    compare("unique constraint", uniques(expected), uniques(found));
    compare("check", checks(expected), checks(found));
    compare("index", indexes(expected), indexes(found));
    compare("trigger", triggers(expected), triggers(found));
    if expected.options != found.options {
        differences.push(format!("the storage options of '{name}' are different"));
    }
}

fn compare_columns(expected: &Table, found: &Table, differences: &mut Vec<String>) {
    let table = &expected.name;
    for column in &expected.columns {
        match found.column(&column.name) {
            None => differences.push(format!("column '{table}.{}' is missing", column.name)),
            Some(other) if *column != *other => differences.push(format!(
                "column '{table}.{}' is {} instead of {}",
                column.name,
                describe(other),
                describe(column)
            )),
            Some(_) => {}
        }
    }
    for column in &found.columns {
        if expected.column(&column.name).is_none() {
            differences.push(format!(
                "column '{table}.{}' should not be there",
                column.name
            ));
        }
    }
}

fn describe(column: &Column) -> String {
    let mut text = column.sql_type.to_string();
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(generated) = &column.generated {
        text.push_str(&format!(" GENERATED AS ({})", generated.expression));
    }
    if let Some(auto_increment) = column.auto_increment {
        text.push_str(&format!(" ({auto_increment:?})"));
    }
    text
}

fn foreign_keys(table: &Table) -> Vec<String> {
    let text = |key: &crate::schema::ForeignKey| {
        format!(
            "({}) to {} ({}) on delete {} on update {}, deferrable: {:?}",
            key.columns.join(", "),
            key.references,
            key.referenced_columns.join(", "),
            key.on_delete.keywords(),
            key.on_update.keywords(),
            key.deferrable
        )
    };
    table.foreign_keys.iter().map(text).collect()
}

fn uniques(table: &Table) -> Vec<String> {
    let text = |unique: &crate::schema::Unique| format!("({})", unique.columns.join(", "));
    table.uniques.iter().map(text).collect()
}

fn checks(table: &Table) -> Vec<String> {
    let text = |check: &crate::schema::Check| check.expression.clone();
    table.checks.iter().map(text).collect()
}

fn indexes(table: &Table) -> Vec<String> {
    let text = |index: &crate::schema::Index| index.definition.clone();
    table.indexes.iter().map(text).collect()
}

fn triggers(table: &Table) -> Vec<String> {
    let text = |trigger: &crate::schema::Trigger| trigger.definition.clone();
    table.triggers.iter().map(text).collect()
}
