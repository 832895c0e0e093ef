//! Placeholder values of PostgreSQL's types.

use super::DIALECT;
use crate::plan::placeholder::{common, has_own};
use crate::schema::{Column, Evolving, SqlType, TypeName};

/// The literal of a type; `None` for a created type, and for a type without a value that serves.
pub(super) fn literal(sql_type: &SqlType) -> Option<String> {
    if let Some(text) = common(sql_type) {
        return Some(text.to_owned());
    }
    match &sql_type.name {
        TypeName::Builtin(name) => builtin(name, &sql_type.arguments),
        TypeName::Custom { .. } => None,
    }
}

fn builtin(name: &str, arguments: &[u32]) -> Option<String> {
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
        "point" => "'(0,0)'",
        "line" => "'{1,0,0}'",
        "lseg" | "box" => "'(0,0),(0,0)'",
        "path" | "polygon" => "'((0,0))'",
        "circle" => "'<(0,0),0>'",
        "timetz" => "'00:00:00+00'",
        name if name.starts_with("interval") => "'0'",
        name if name.ends_with("multirange") => "'{}'",
        name if name.ends_with("range") => "'empty'",
        _ => return None,
    };
    Some(text.to_owned())
}

/// The literal for a column of an enum type, which must have one: its first value.
pub(super) fn of_enum(column: &Column, schema: &Evolving) -> Option<String> {
    let own = schema.enum_of(column)?;
    if has_own(column) {
        return None;
    }
    own.labels.first().map(|label| DIALECT.literal(label))
}
