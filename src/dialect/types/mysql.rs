//! MySQL's and MariaDB's types.

use super::{Row, collapse, split_arguments};
use crate::schema::{SqlType, TypeName};

pub(super) const ROWS: &[Row] = &[];

/// The family of a type's name.
pub(super) fn family(name: &str) -> &str {
    name
}

/// The canonical form of a column type as `information_schema.columns.column_type` or a `CREATE TABLE` spells it.
pub(super) fn parse(text: &str) -> SqlType {
    let text = collapse(&text.to_lowercase());
    match split_arguments(&text) {
        Some((name, arguments)) => SqlType::builtin(name).with_arguments(arguments),
        None => SqlType::builtin(text),
    }
}

pub(super) fn takes_length(sql_type: &SqlType) -> bool {
    matches!(&sql_type.name, TypeName::Builtin(name) if ["char", "varchar", "binary", "varbinary"].contains(&name.as_str()))
}

pub(super) fn is_number(name: &str) -> bool {
    name.contains("int")
}
