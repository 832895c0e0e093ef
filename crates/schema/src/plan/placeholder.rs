//! Placeholder values of a dropped NOT NULL column that `down.sql` brings back on a table with rows.

use crate::dialect::Dialect;
use crate::dialect::script::{TokenKind, tokens};
use crate::schema::{Column, Evolving, SqlType, TypeName};

/// The SQL literal that stands for the values that are gone, for a column that must have one; `None` where NULL or a
/// default serves, or where nobody can tell (a custom type): the column then comes back on an empty table only.
pub(super) fn for_restored(dialect: Dialect, column: &Column) -> Option<String> {
    if has_own(column) {
        return None;
    }
    literal(dialect, &column.sql_type)
}

/// The same for a column of an enum type: its first value.
pub(super) fn of_enum(dialect: Dialect, column: &Column, schema: &Evolving) -> Option<String> {
    let own = schema.enum_of(column)?;
    if has_own(column) {
        return None;
    }
    own.labels.first().map(|label| dialect.literal(label))
}

/// Returns whether the database fills the column by itself: with NULL, a default, a number or an expression.
fn has_own(column: &Column) -> bool {
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

/// The names are those of both dialects; on SQLite anything else is what the column's affinity makes of it.
fn literal(dialect: Dialect, sql_type: &SqlType) -> Option<String> {
    let TypeName::Builtin(name) = &sql_type.name else {
        let is_array = sql_type.dimensions > 0;
        return is_array.then(|| "'{}'".to_owned());
    };
    let text = match (sql_type.dimensions, name.as_str()) {
        (_, name) if dialect == Dialect::Mysql => return mysql(dialect, name),
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
        (0, name) => match dialect {
            Dialect::Postgres => return postgres(name, &sql_type.arguments),
            Dialect::Sqlite | Dialect::Mysql => sqlite(name),
        },
    };
    Some(text.to_owned())
}

fn postgres(name: &str, arguments: &[u32]) -> Option<String> {
    let text = match name {
        // It has exactly its length.
        "bit" => {
            let length = arguments.first().copied().unwrap_or(1);
            return Some(format!("0::bit({length})"));
        }
        "bytea" | "tsvector" | "tsquery" | "varbit" | "xml" => "''",
        "uuid" => "'00000000-0000-0000-0000-000000000000'",
        "inet" => "'0.0.0.0'",
        "cidr" => "'0.0.0.0/0'",
        "macaddr" => "'00:00:00:00:00:00'",
        "macaddr8" => "'00:00:00:00:00:00:00:00'",
        "pg_lsn" => "'0/0'",
        "regconfig" => "'simple'",
        "timetz" => "'00:00:00+00'",
        name if name.starts_with("interval") => "'0'",
        name if name.ends_with("multirange") => "'{}'",
        name if name.ends_with("range") => "'empty'",
        _ => return None,
    };
    Some(text.to_owned())
}

/// A timestamp's is one in every time zone.
fn mysql(dialect: Dialect, name: &str) -> Option<String> {
    if name.starts_with("enum(") {
        let first = tokens(dialect, name).find(|token| token.kind == TokenKind::String)?;
        return Some(first.text.to_owned());
    }
    let text = match name {
        "boolean" => "FALSE",
        "date" => "'1970-01-01'",
        "time" => "'00:00:00'",
        "datetime" => "'1970-01-01 00:00:00'",
        "timestamp" => "'1970-01-02 00:00:00'",
        "year" => "1970",
        "bit" => "b'0'",
        "json" => "'null'",
        "uuid" => "'00000000-0000-0000-0000-000000000000'",
        "inet4" => "'0.0.0.0'",
        "inet6" => "'::'",
        name if dialect.is_number(&SqlType::builtin(name)) => "0",
        name if ["float", "double", "numeric"]
            .iter()
            .any(|own| name.starts_with(own)) =>
        {
            "0"
        }
        name if ["char", "text", "binary", "blob"]
            .iter()
            .any(|own| name.ends_with(own)) =>
        {
            "''"
        }
        name if name.starts_with("set(") => "''",
        _ => return None,
    };
    Some(text.to_owned())
}

fn sqlite(name: &str) -> &'static str {
    match name {
        "blob" => "x''",
        name if ["int", "dou", "flo", "real"]
            .iter()
            .any(|part| name.contains(part)) =>
        {
            "0"
        }
        _ => "''",
    }
}
