//! Placeholder values of SQLite's types.

use crate::plan::placeholder::common;
use crate::schema::{SqlType, TypeName};

/// The literal of a type. Of a type that has no name in common with other databases, it is what the column's affinity makes
/// of a text.
pub(super) fn literal(sql_type: &SqlType) -> Option<String> {
    let text = match (common(sql_type), &sql_type.name) {
        (Some(text), _) => text,
        (None, TypeName::Builtin(name)) => by_affinity(name),
        (None, TypeName::Custom { .. }) => return None,
    };
    Some(text.to_owned())
}

fn by_affinity(name: &str) -> &'static str {
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
