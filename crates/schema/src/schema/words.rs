//! Changes in words.

use super::column::Column;
use super::constraint::{ForeignKey, PrimaryKey, Unique};
use super::enum_type::EnumType;
use super::index::Index;
use super::name::TableName;

/// A line for each value that comes or goes, and one for another order of those that stay.
pub(super) fn describe_enum(from: &EnumType, to: &EnumType) -> Vec<String> {
    let name = &to.name;
    let added = to.lacking_in(from);
    let removed = from.lacking_in(to);
    let mut lines: Vec<String> = added
        .iter()
        .map(|label| format!("added value '{label}' to enum '{name}'"))
        .collect();
    lines.extend(
        removed
            .iter()
            .map(|label| format!("removed value '{label}' from enum '{name}'")),
    );
    let stay = |own: &EnumType| -> Vec<String> {
        let gone = |label: &&String| {
            let label = label.as_str();
            !added.contains(&label) && !removed.contains(&label)
        };
        own.labels.iter().filter(gone).cloned().collect()
    };
    if stay(from) != stay(to) {
        lines.push(format!("changed order of values of enum '{name}'"));
    }
    lines
}

pub(super) fn describe_column(table: &TableName, from: &Column, to: &Column) -> Vec<String> {
    let name = &to.name;
    let mut lines = Vec::new();
    if from.sql_type != to.sql_type {
        lines.push(format!(
            "type change from {} to {} on '{table}.{name}'",
            from.sql_type, to.sql_type
        ));
    }
    if from.nullable != to.nullable {
        let word = if to.nullable { "NULL" } else { "NOT NULL" };
        lines.push(format!("{word} on column '{table}.{name}'"));
    }
    for (own, other) in from.aspects().into_iter().zip(to.aspects()) {
        let ((what, from), (_, to)) = (own, other);
        if from != to {
            let text = |own: Option<String>| own.unwrap_or_else(|| "none".into());
            lines.push(format!(
                "{what} change from {} to {} on '{table}.{name}'",
                text(from),
                text(to)
            ));
        }
    }
    lines
}

pub(super) fn describe_comment(
    table: &TableName,
    column: Option<&str>,
    was: bool,
    is: bool,
) -> String {
    let verb = match (was, is) {
        (false, _) => "added comment on",
        (true, false) => "removed comment from",
        (true, true) => "changed comment of",
    };
    match column {
        Some(column) => format!("{verb} column '{table}.{column}'"),
        None => format!("{verb} table '{table}'"),
    }
}

pub(super) fn describe_foreign_key(key: &ForeignKey) -> String {
    format!(
        "{} -> {} {}{}",
        list(&key.columns),
        key.references,
        list(&key.referenced_columns),
        key.options()
    )
}

pub(super) fn describe_unique(unique: &Unique) -> String {
    list(&unique.columns) + &unique.options(&unique.clauses.include)
}

pub(super) fn describe_index(index: &Index) -> String {
    let unique = if index.unique { "unique " } else { "" };
    format!("{unique}index '{}' {}", index.name, index.words())
}

pub(super) fn key_list(key: Option<&PrimaryKey>) -> String {
    key.map_or_else(|| "none".into(), |key| list(&key.columns))
}

fn list(columns: &[String]) -> String {
    format!("({})", columns.join(", "))
}
