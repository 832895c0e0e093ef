//! What a dropped NOT NULL column holds when `down.sql` brings it back on a table with rows.

use crate::dialect::Dialect;
use crate::schema::{Column, SqlType, TypeName};

/// The SQL literal that stands for the values that are gone, for a column that must have one; `None` where NULL or a
/// default serves, or where nobody can tell (a custom type): the column then comes back on an empty table only.
pub(super) fn for_restored(dialect: Dialect, column: &Column) -> Option<String> {
    let has_own = column.nullable
        || column.default.is_some()
        || column.auto_increment.is_some()
        || column.generated.is_some();
    if has_own {
        return None;
    }
    literal(dialect, &column.sql_type).map(ToOwned::to_owned)
}

/// The names are those of both dialects; on SQLite anything else is what the column's affinity makes of it.
fn literal(dialect: Dialect, sql_type: &SqlType) -> Option<&'static str> {
    const ZERO: [&str; 6] = [
        "smallint",
        "integer",
        "bigint",
        "real",
        "double precision",
        "numeric",
    ];
    let TypeName::Builtin(name) = &sql_type.name else {
        return None;
    };
    if sql_type.dimensions > 0 {
        return Some("'{}'");
    }
    let name = name.as_str();
    if ZERO.contains(&name) {
        return Some("0");
    }
    match (dialect, name) {
        (_, "text" | "varchar" | "char" | "bpchar" | "citext") => Some("''"),
        (_, "boolean") => Some("FALSE"),
        (_, "date") => Some("'1970-01-01'"),
        (_, "time") => Some("'00:00:00'"),
        (_, "timestamp" | "timestamptz") => Some("'1970-01-01 00:00:00'"),
        (_, "json" | "jsonb") => Some("'null'"),
        (Dialect::Postgres, "uuid") => Some("'00000000-0000-0000-0000-000000000000'"),
        (Dialect::Postgres, "bytea") => Some("''"),
        (Dialect::Postgres, "interval") => Some("'0'"),
        (Dialect::Postgres, _) => None,
        (Dialect::Sqlite, "blob") => Some("x''"),
        (Dialect::Sqlite, name)
            if name.contains("int") || name.contains("dou") || name.contains("flo") =>
        {
            Some("0")
        }
        (Dialect::Sqlite, _) => Some("''"),
    }
}
