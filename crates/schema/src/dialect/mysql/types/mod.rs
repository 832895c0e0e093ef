//! MySQL's and MariaDB's types.
//!
//! A bare `VARCHAR` is an error there and a bare `DECIMAL` has no digits behind the point
//! (<https://dev.mysql.com/doc/refman/8.0/en/fixed-point-types.html>), so that what Diesel calls `Varchar` and `Numeric`
//! gets room enough.

mod names;

use super::Mysql;
use crate::dialect::Dialect;
use crate::dialect::feature::Feature;
use crate::dialect::types::text::constraint;
use crate::dialect::types::{Row, TypeRules};
use crate::schema::{SqlType, TypeName};

impl TypeRules for Mysql {
    fn rows(&self) -> &'static [Row] {
        ROWS
    }

    fn family<'n>(&self, name: &'n str) -> &'n str {
        family(name)
    }

    fn parse(&self, text: &str) -> SqlType {
        names::parse(text)
    }

    fn builtin_sql(&self, name: &str, arguments: &[u32]) -> String {
        names::type_sql(name, arguments)
    }

    fn generic_names(&self) -> &'static [&'static str] {
        &["Nullable", "Unsigned"]
    }

    /// The type of the numbers without a sign, for `Unsigned<…>`; `None` for what is no number.
    fn unsigned(&self, signed: SqlType) -> Option<SqlType> {
        match signed.name {
            TypeName::Builtin(name)
                if is_number(&name) && !split_sign(&name).1 && name != "year" =>
            {
                Some(SqlType {
                    name: TypeName::Builtin(format!("{name} unsigned")),
                    ..signed
                })
            }
            _ => None,
        }
    }

    /// The type that `Unsigned<…>` was made of; `None` for a type that has a sign.
    fn signed(&self, unsigned: &SqlType) -> Option<SqlType> {
        match &unsigned.name {
            TypeName::Builtin(name) => match split_sign(name) {
                (base, true) => Some(SqlType {
                    name: TypeName::Builtin(base.to_owned()),
                    ..unsigned.clone()
                }),
                _ => None,
            },
            TypeName::Custom { .. } => None,
        }
    }

    /// A key cannot cover a whole column of such a type (error 1170 of the server).
    fn needs_key_length(&self, sql_type: &SqlType) -> bool {
        let TypeName::Builtin(name) = &sql_type.name else {
            return false;
        };
        name == "json" || name.ends_with("text") || name.ends_with("blob")
    }

    fn takes_length(&self, sql_type: &SqlType) -> bool {
        ["char", "varchar", "binary", "varbinary", "bit"]
            .iter()
            .any(|name| sql_type.is_builtin(name))
    }

    fn is_number(&self, name: &str) -> bool {
        is_number(name)
    }

    /// Returns whether InnoDB accepts the two types for a foreign key and its parent. It accepts whole numbers of one size
    /// and sign, texts of any length, and bytes of any length
    /// (<https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html>).
    fn can_reference(&self, child: &SqlType, parent: &SqlType) -> bool {
        let (TypeName::Builtin(child_name), TypeName::Builtin(parent_name)) =
            (&child.name, &parent.name)
        else {
            return child == parent;
        };
        let stored = |name: &str| -> String {
            let (base, unsigned) = split_sign(name);
            let base = if base == "boolean" { "tinyint" } else { base };
            let sign = if unsigned { " unsigned" } else { "" };
            format!("{base}{sign}")
        };
        let of_any_length = |name: &str| ["text", "blob"].contains(&family(name));
        if of_any_length(child_name) {
            return family(child_name) == family(parent_name);
        }
        stored(child_name) == stored(parent_name) && child.arguments == parent.arguments
    }

    fn special_type(&self, sql_type: &SqlType) -> Option<Feature> {
        match &sql_type.name {
            TypeName::Builtin(name) if name.ends_with(names::COMPRESSED) => {
                Some(Feature::Compressed)
            }
            _ => None,
        }
    }

    fn beyond(&self, text: &str) -> Option<String> {
        names::beyond(text).or_else(|| constraint(Dialect::Mysql, text))
    }
}

/// Shorthand for a row of a type that has no length and accepts its own family alone.
const fn only(names: &'static [&'static str], plain: &'static str) -> Row {
    Row {
        names,
        plain,
        sized: None,
        accepts: &[],
    }
}

/// Shorthand for a row of `Text` or one of its aliases, which accepts the live types that Diesel infers so. MariaDB's
/// `JSON` is a `LONGTEXT`, and Diesel infers it as `Text`.
const fn text(
    names: &'static [&'static str],
    plain: &'static str,
    sized: Option<&'static str>,
) -> Row {
    Row {
        names,
        plain,
        sized,
        accepts: &["enum", "set", "json"],
    }
}

/// Shorthand for a row of `Binary` or one of its aliases, which accepts the live types that Diesel infers so.
const fn bytes(
    names: &'static [&'static str],
    plain: &'static str,
    sized: Option<&'static str>,
) -> Row {
    Row {
        names,
        plain,
        sized,
        accepts: &["bit"],
    }
}

const fn accepting(
    names: &'static [&'static str],
    plain: &'static str,
    accepts: &'static [&'static str],
) -> Row {
    Row {
        names,
        plain,
        sized: None,
        accepts,
    }
}

const ROWS: &[Row] = &[
    accepting(&["TinyInt", "Tinyint"], "tinyint", &["boolean"]),
    only(&["SmallInt", "Smallint", "Int2", "SmallSerial"], "smallint"),
    only(&["Integer", "Int4", "Serial"], "integer"),
    only(&["BigInt", "Bigint", "Int8", "BigSerial"], "bigint"),
    only(&["Float", "Float4"], "float"),
    only(&["Double", "Float8"], "double"),
    only(&["Numeric", "Decimal"], "numeric(65,30)"),
    text(&["Varchar", "VarChar"], "varchar(255)", Some("varchar(#)")),
    text(&["Char", "Bpchar"], "char(255)", Some("char(#)")),
    text(&["Text"], "text", Some("varchar(#)")),
    text(&["Tinytext"], "tinytext", None),
    text(&["Mediumtext"], "mediumtext", None),
    text(&["Longtext"], "longtext", None),
    bytes(&["Varbinary"], "varbinary(255)", Some("varbinary(#)")),
    bytes(&["Binary", "Bytea", "Blob"], "blob", Some("varbinary(#)")),
    bytes(&["Tinyblob"], "tinyblob", None),
    bytes(&["Mediumblob"], "mediumblob", None),
    bytes(&["Longblob"], "longblob", None),
    Row {
        names: &["Bit"],
        plain: "bit(1)",
        sized: Some("bit(#)"),
        accepts: &["blob"],
    },
    accepting(&["Bool"], "boolean", &["tinyint"]),
    only(&["Date"], "date"),
    only(&["Time"], "time"),
    accepting(&["Timestamp"], "timestamp", &["datetime"]),
    accepting(&["Datetime"], "datetime", &["timestamp"]),
    accepting(&["Json"], "json", &["longtext"]),
    accepting(&["TextList"], "json", &["longtext"]),
];

/// The family of a type's name: what Diesel's inference reads alike. It has a name of its own for each text and each
/// blob, all of which are one type to Rust, and none for the sign of what is no whole number.
fn family(name: &str) -> &str {
    const TEXTS: [&str; 6] = [
        "char",
        "varchar",
        "tinytext",
        "text",
        "mediumtext",
        "longtext",
    ];
    const BYTES: [&str; 6] = [
        "binary",
        "varbinary",
        "tinyblob",
        "blob",
        "mediumblob",
        "longblob",
    ];
    let plain = name.strip_suffix(names::COMPRESSED).unwrap_or(name);
    let bare = plain.split('(').next().unwrap_or(plain);
    let unsigned = split_sign(bare).1;
    match split_sign(bare).0 {
        base if TEXTS.contains(&base) => "text",
        base if BYTES.contains(&base) => "blob",
        base @ ("float" | "double" | "numeric") => base,
        "integer" | "mediumint" if unsigned => "integer unsigned",
        "integer" | "mediumint" => "integer",
        "smallint" if unsigned => "smallint unsigned",
        "bigint" if unsigned => "bigint unsigned",
        "tinyint" if unsigned => "tinyint unsigned",
        // Numbers of two bytes.
        "year" => "smallint",
        base => base,
    }
}

/// A number's type without its sign, and whether it has none.
fn split_sign(name: &str) -> (&str, bool) {
    let plain = name.strip_suffix(" zerofill").unwrap_or(name);
    match plain.strip_suffix(" unsigned") {
        Some(base) => (base, true),
        None => (plain, false),
    }
}

fn is_number(name: &str) -> bool {
    const NUMBERS: [&str; 9] = [
        "tinyint",
        "smallint",
        "mediumint",
        "integer",
        "bigint",
        "float",
        "double",
        "numeric",
        "year",
    ];
    NUMBERS.contains(&split_sign(name).0)
}
