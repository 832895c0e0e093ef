//! Placeholder values of MySQL's types.

use super::DIALECT;
use crate::dialect::script::{TokenKind, tokens};
use crate::schema::{SqlType, TypeName};

/// The literal of a type; `None` for a type without a value that serves. A timestamp's is one in every time zone.
pub(super) fn literal(sql_type: &SqlType) -> Option<String> {
    let TypeName::Builtin(name) = &sql_type.name else {
        return None;
    };
    if name.starts_with("enum(") {
        let first = tokens(DIALECT, name).find(|token| token.kind == TokenKind::String)?;
        return Some(first.text.to_owned());
    }
    let text = match name.as_str() {
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
        name if DIALECT.is_number(&SqlType::builtin(name)) => "0",
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
