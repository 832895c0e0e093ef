//! Placeholder values of a dropped NOT NULL column that `down.sql` brings back on a table with rows.

use crate::schema::{Column, SqlType, TypeName};

/// The SQL literal that stands for the values that are gone, for a column that must have one; `None` where NULL or a
/// default serves, or where nobody can tell (a custom type): the column then comes back on an empty table only.
pub(super) fn for_restored(
    column: &Column,
    literal: impl FnOnce(&SqlType) -> Option<String>,
) -> Option<String> {
    if has_own(column) {
        return None;
    }
    literal(&column.sql_type)
}

/// Returns whether the database fills the column by itself: with NULL, a default, a number or an expression.
pub(super) fn has_own(column: &Column) -> bool {
    column.nullable
        || column.default.is_some()
        || column.auto_increment.is_some()
        || column.generated.is_some()
}

/// The comment line in the script about the placeholder.
pub(super) fn remark(quoted: &str, filler: &str) -> String {
    let text = format!("The dropped values of {quoted} are gone: rows that exist get {filler}.");
    // A line break in the name would end the comment.
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("-- {line}\n")
}

/// The literal of a type that PostgreSQL and SQLite have under the same name.
pub(super) fn common(sql_type: &SqlType) -> Option<&'static str> {
    let TypeName::Builtin(name) = &sql_type.name else {
        return (sql_type.dimensions > 0).then_some("'{}'");
    };
    Some(match (sql_type.dimensions, name.as_str()) {
        (1.., _) => "'{}'",
        (
            0,
            "smallint" | "integer" | "bigint" | "real" | "double precision" | "numeric" | "oid"
            | "money",
        ) => "0",
        (0, "text" | "varchar" | "char" | "bpchar" | "citext" | "name") => "''",
        (0, "boolean") => "FALSE",
        (0, "date") => "'1970-01-01'",
        (0, "time") => "'00:00:00'",
        (0, "timestamp" | "timestamptz") => "'1970-01-01 00:00:00'",
        (0, "json" | "jsonb") => "'null'",
        _ => return None,
    })
}
