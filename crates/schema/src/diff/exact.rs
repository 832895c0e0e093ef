//! Comparison of two schemas in every respect except column order and constraint names.

use std::collections::{HashMap, HashSet};

use crate::dialect::Dialect;
use crate::dialect::script::normal_sql;
use crate::schema::{
    ByTable, Change, Check, Column, Index, Schema, Table, TableName, comment_text,
};

/// Every respect in which `found` is not `expected`, in words; empty where they are the same. Both must come from
/// databases of that dialect: texts (defaults, checks, index definitions) are compared as the database spells them.
pub fn differences(dialect: Dialect, expected: &Schema, found: &Schema) -> Vec<String> {
    let as_they_stand = compare_schemas(dialect, expected, found, Texts::Exact);
    if as_they_stand.is_empty() {
        return as_they_stand;
    }
    compare_schemas(
        dialect,
        &normal(dialect, expected),
        &normal(dialect, found),
        Texts::Exact,
    )
}

/// A schema whose texts can be compared: a renaming there and back may leave quotes where there were none.
fn normal(dialect: Dialect, schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    let spell = |text: &mut String| *text = normal_sql(dialect, text);
    for table in &mut schema.tables {
        for key in &mut table.foreign_keys {
            key.on_delete = dialect.plain_action(key.on_delete);
            key.on_update = dialect.plain_action(key.on_update);
        }
        for column in &mut table.columns {
            column.nullable |= column.generated.is_some() && !dialect.generated_not_null();
            column.default.iter_mut().for_each(spell);
            if let Some(generated) = &mut column.generated {
                spell(&mut generated.expression);
            }
        }
        for check in &mut table.checks {
            spell(&mut check.expression);
        }
        for index in &mut table.indexes {
            index.sql_mut().for_each(spell);
        }
        for trigger in &mut table.triggers {
            spell(&mut trigger.definition);
        }
    }
    schema
}

/// Every respect in which `found` is not what `changes` make of `before`, but for the texts of what they add: those are
/// the declaration's, and [`super::diff_as_spelled`] compares them. Databases respell texts that touch a column whose
/// type changes, so that what stays is told apart by its name.
#[doc(hidden)]
pub fn departures(
    dialect: Dialect,
    before: &Schema,
    changes: &[Change],
    found: &Schema,
) -> Vec<String> {
    let mut expected = normal(dialect, &before.after(changes));
    let mut found = normal(dialect, found);
    let had = before.tables_by_name();
    let by_table = ByTable::of(changes);
    for table in expected.tables.iter_mut().chain(&mut found.tables) {
        let Some(old) = had.get(&table.name) else {
            table.checks.clear();
            table.indexes.clear();
            continue;
        };
        let changes = by_table.get(&table.name);
        let new = Added::of(changes);
        if new.checks {
            // A new one may have the name of one that goes.
            let stays = |check: &&Check| {
                let mut changes = changes.iter();
                !changes.any(
                    |change| matches!(change, Change::DropCheck { check: gone, .. } if gone == *check),
                )
            };
            let spelled = |check: &Check| match &check.name {
                Some(name) => name.clone(),
                None => normal_sql(dialect, &check.expression),
            };
            let had: HashSet<String> = old.checks.iter().filter(stays).map(spelled).collect();
            table
                .checks
                .retain(|check| had.contains(&check_text(check)));
        }
        if !new.indexes.is_empty() {
            let had: HashSet<&str> = old.indexes.iter().map(|own| own.name.as_str()).collect();
            table.indexes.retain(|index| {
                had.contains(index.name.as_str()) && !new.indexes.contains(&index.name.as_str())
            });
        }
    }
    compare_schemas(dialect, &expected, &found, Texts::Respelled)
}

/// Checks and indexes that changes add to a table that stays.
struct Added<'a> {
    checks: bool,
    indexes: HashSet<&'a str>,
}

impl<'a> Added<'a> {
    fn of(changes: &[&'a Change]) -> Self {
        let mut added = Self {
            checks: false,
            indexes: HashSet::new(),
        };
        for change in changes {
            match change {
                Change::AddCheck { .. } => added.checks = true,
                Change::AddIndex { index, .. } => {
                    added.indexes.insert(&index.name);
                }
                _ => {}
            }
        }
        added
    }
}

/// How SQL texts are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    Exact,
    Respelled,
}

fn compare_schemas(
    dialect: Dialect,
    expected: &Schema,
    found: &Schema,
    texts: Texts,
) -> Vec<String> {
    let mut differences = Vec::new();
    compare_enums(expected, found, &mut differences);
    compare_namespaces(expected, found, &mut differences);
    let (wanted, there) = (by_name(expected), by_name(found));
    for table in &expected.tables {
        match there.get(&table.name) {
            Some(other) => compare_tables(dialect, table, other, texts, &mut differences),
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

fn compare_enums(expected: &Schema, found: &Schema, differences: &mut Vec<String>) {
    for own in &expected.enums {
        let name = &own.name;
        match found.enum_type(name) {
            None => differences.push(format!("enum '{name}' is missing")),
            Some(other) if other.labels != own.labels => differences.push(format!(
                "enum '{name}' is ({}) instead of ({})",
                other.labels.join(", "),
                own.labels.join(", ")
            )),
            Some(_) => {}
        }
    }
    for own in &found.enums {
        if expected.enum_type(&own.name).is_none() {
            differences.push(format!("enum '{}' should not be there", own.name));
        }
    }
}

fn compare_namespaces(expected: &Schema, found: &Schema, differences: &mut Vec<String>) {
    for name in &expected.schemas {
        if !found.schemas.contains(name) {
            differences.push(format!("schema '{name}' is missing"));
        }
    }
    for name in &found.schemas {
        if !expected.schemas.contains(name) {
            differences.push(format!("schema '{name}' should not be there"));
        }
    }
}

fn by_name(schema: &Schema) -> HashMap<&TableName, &Table> {
    let tables = schema.tables.iter();
    tables.map(|table| (&table.name, table)).collect()
}

fn compare_tables(
    dialect: Dialect,
    expected: &Table,
    found: &Table,
    texts: Texts,
    differences: &mut Vec<String>,
) {
    let name = &expected.name;
    compare_columns(expected, found, texts, differences);
    if expected.key_columns() != found.key_columns() {
        differences.push(format!(
            "primary key of '{name}' is ({}) instead of ({})",
            found.key_columns().join(", "),
            expected.key_columns().join(", ")
        ));
    }
    let mut compare = |what: &str, expected: Vec<String>, found: Vec<String>| {
        let [wanted, there]: [HashSet<&String>; 2] =
            [&expected, &found].map(|items| items.iter().collect());
        for item in expected.iter().filter(|item| !there.contains(item)) {
            differences.push(format!("{what} of '{name}' is missing: {item}"));
        }
        for item in found.iter().filter(|item| !wanted.contains(item)) {
            differences.push(format!("{what} of '{name}' should not be there: {item}"));
        }
    };
    compare("foreign key", foreign_keys(expected), foreign_keys(found));
    compare("unique constraint", uniques(expected), uniques(found));
    compare("check", checks(expected, texts), checks(found, texts));
    compare(
        "index",
        indexes(dialect, expected, texts),
        indexes(dialect, found, texts),
    );
    compare("trigger", triggers(expected), triggers(found));
    compare("option or constraint", extras(expected), extras(found));
    let comment = |table: &Table| comment_text(table.comment.as_ref()).map(str::to_owned);
    if comment(expected) != comment(found) {
        differences.push(format!("the comment on '{name}' is different"));
    }
    if expected.options != found.options {
        differences.push(format!("the storage options of '{name}' are different"));
    }
}

fn compare_columns<'t>(
    expected: &'t Table,
    found: &'t Table,
    texts: Texts,
    differences: &mut Vec<String>,
) {
    let table = &expected.name;
    let columns = |table: &'t Table| -> HashMap<&'t str, &'t Column> {
        let columns = table.columns.iter().rev();
        columns.map(|own| (own.name.as_str(), own)).collect()
    };
    let (wanted, there) = (columns(expected), columns(found));
    for column in &expected.columns {
        match there.get(column.name.as_str()) {
            None => differences.push(format!("column '{table}.{}' is missing", column.name)),
            Some(other) if comparable(column, texts) != comparable(other, texts) => {
                differences.push(format!(
                    "column '{table}.{}' is {} instead of {}",
                    column.name,
                    describe(other),
                    describe(column)
                ));
            }
            Some(_) => {}
        }
    }
    for column in &found.columns {
        if !wanted.contains_key(column.name.as_str()) {
            differences.push(format!(
                "column '{table}.{}' should not be there",
                column.name
            ));
        }
    }
}

/// Returns the column without the parts that are never a difference.
fn comparable(column: &Column, texts: Texts) -> Column {
    let mut column = Column {
        declared_type: None,
        sequence: None,
        numbering_declared: false,
        comment: comment_text(column.comment.as_ref()).map(str::to_owned),
        ..column.clone()
    };
    if texts == Texts::Respelled {
        // `DEFAULT NULL` is none.
        column
            .default
            .take_if(|default| default.eq_ignore_ascii_case("null"));
        column.default.iter_mut().for_each(String::clear);
        if let Some(generated) = &mut column.generated {
            generated.expression.clear();
        }
    }
    column
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
    if let Some(comment) = comment_text(column.comment.as_ref()) {
        text.push_str(&format!(" COMMENT {comment:?}"));
    }
    if let Some(auto_increment) = column.auto_increment {
        text.push_str(&format!(" ({auto_increment})"));
    }
    text
}

fn foreign_keys(table: &Table) -> Vec<String> {
    let text = |key: &crate::schema::ForeignKey| {
        format!(
            "({}) to {} ({}){}",
            key.columns.join(", "),
            key.references,
            key.referenced_columns.join(", "),
            key.options()
        )
    };
    table.foreign_keys.iter().map(text).collect()
}

fn extras(table: &Table) -> Vec<String> {
    let text = |extra: &crate::schema::Extra| extra.definition.clone();
    table.extras.iter().map(text).collect()
}

fn uniques(table: &Table) -> Vec<String> {
    let text = |unique: &crate::schema::Unique| {
        let options = unique.options(&unique.clauses.include);
        format!("({}){options}", unique.columns.join(", "))
    };
    table.uniques.iter().map(text).collect()
}

/// The name, or the expression where there is none.
fn check_text(check: &Check) -> String {
    check
        .name
        .clone()
        .unwrap_or_else(|| check.expression.clone())
}

fn checks(table: &Table, texts: Texts) -> Vec<String> {
    let text = |check: &Check| match texts {
        Texts::Respelled => check_text(check),
        Texts::Exact => format!("{}{}", check.expression, check.options()),
    };
    table.checks.iter().map(text).collect()
}

fn indexes(dialect: Dialect, table: &Table, texts: Texts) -> Vec<String> {
    let text = |index: &Index| match texts {
        Texts::Exact => dialect.create_index(&table.name, index),
        Texts::Respelled => {
            let unique = if index.unique { "unique " } else { "" };
            format!("{unique}{} ({})", index.name, index.columns.join(", "))
        }
    };
    table.indexes.iter().map(text).collect()
}

fn triggers(table: &Table) -> Vec<String> {
    let text = |trigger: &crate::schema::Trigger| trigger.definition.clone();
    table.triggers.iter().map(text).collect()
}
