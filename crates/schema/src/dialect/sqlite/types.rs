//! SQLite's types. A type is only a text there, so the spellings are chosen for Diesel's own inference to read back
//! wherever it has a spelling for the type.

use super::Sqlite;
use crate::dialect::Dialect;
use crate::dialect::types::text::{collapse, constraint, split_arguments};
use crate::dialect::types::{Row, TypeRules};
use crate::schema::SqlType;

impl TypeRules for Sqlite {
    fn rows(&self) -> &'static [Row] {
        ROWS
    }

    fn family<'n>(&self, name: &'n str) -> &'n str {
        family(name)
    }

    fn parse(&self, text: &str) -> SqlType {
        parse(text)
    }

    /// Diesel's type is `BOOLEAN`, whose values are 0 and 1.
    fn is_boolean(&self, sql_type: &SqlType) -> bool {
        sql_type.is_builtin("boolean") || sql_type.is_builtin("bool")
    }

    /// As affinities are found (<https://www.sqlite.org/datatype3.html>, section 3.1).
    fn is_number(&self, name: &str) -> bool {
        const PARTS: [&str; 6] = ["int", "real", "floa", "doub", "numeric", "decimal"];
        PARTS.iter().any(|part| name.contains(part))
    }

    fn can_reference(&self, _child: &SqlType, _parent: &SqlType) -> bool {
        true
    }

    fn beyond(&self, text: &str) -> Option<String> {
        constraint(Dialect::Sqlite, text)
    }
}

/// Shorthand for a row.
const fn row(
    names: &'static [&'static str],
    plain: &'static str,
    sized: Option<&'static str>,
    accepts: &'static [&'static str],
) -> Row {
    Row {
        names,
        plain,
        sized,
        accepts,
    }
}

/// `accepts` has live types by name, and by the families below. `JSON`, `JSONB` and `TIMESTAMPTZ` are not written:
/// `diesel print-schema` stops at a type that it does not know.
const ROWS: &[Row] = &[
    row(
        &["SmallInt", "Smallint", "Int2", "SmallSerial"],
        "smallint",
        None,
        &[],
    ),
    row(&["Integer", "Int4", "Serial"], "integer", None, &[]),
    // Diesel infers BigInt for INTEGER where `sqlite_integer_primary_key_is_bigint` is set.
    row(
        &["BigInt", "Bigint", "Int8", "BigSerial"],
        "bigint",
        None,
        &["integer"],
    ),
    row(&["Float", "Float4"], "float", None, &[]),
    row(&["Double", "Float8"], "double", None, &["float"]),
    row(&["Numeric", "Decimal"], "numeric", None, &["float"]),
    row(
        &["Text", "Tinytext", "Mediumtext", "Longtext"],
        "text",
        Some("varchar(#)"),
        &[],
    ),
    row(&["Varchar", "VarChar"], "varchar", Some("varchar(#)"), &[]),
    row(&["Char", "Bpchar"], "char", Some("char(#)"), &[]),
    row(
        &[
            "Binary",
            "Bytea",
            "Blob",
            "Tinyblob",
            "Mediumblob",
            "Longblob",
            "Varbinary",
            "Bit",
        ],
        "blob",
        None,
        &[],
    ),
    // A column of any affinity for numbers holds 0 and 1.
    row(&["Bool"], "boolean", None, &["integer", "numeric"]),
    row(&["Date"], "date", None, &["text"]),
    row(&["Time"], "time", None, &["text"]),
    row(&["Timestamp"], "timestamp", None, &["text"]),
    row(
        &["TimestamptzSqlite", "Timestamptz"],
        "timestamp",
        None,
        &["timestamptz", "timestamp with time zone", "text"],
    ),
    row(&["Json"], "text", None, &["json"]),
    row(&["Jsonb"], "blob", None, &["jsonb"]),
    row(&["TextList"], "text", None, &["json"]),
];

/// A family's name, whole texts that are in it, and parts of texts that must all be there.
type Family = (
    &'static str,
    &'static [&'static str],
    &'static [&'static [&'static str]],
);

/// How Diesel infers a type from its text. The first match counts.
const FAMILIES: &[Family] = &[
    ("boolean", &["boolean", "bool"], &[&["tiny", "int"]]),
    ("smallint", &["int2"], &[&["small", "int"]]),
    ("bigint", &["int8"], &[&["big", "int"]]),
    ("integer", &[], &[&["int"]]),
    ("text", &[], &[&["char"], &["clob"], &["text"]]),
    ("blob", &[""], &[&["blob"], &["binary"]]),
    ("float", &[], &[&["float"], &["real"]]),
    ("double", &[], &[&["double"], &["num"], &["dec"]]),
    ("timestamp", &["datetime", "timestamp"], &[]),
];

/// The family of a type's text, which is the text itself where Diesel infers nothing.
fn family(name: &str) -> &str {
    let fits = |whole: &[&str], parts: &[&[&str]]| {
        whole.contains(&name)
            || parts
                .iter()
                .any(|all| all.iter().all(|part| name.contains(part)))
    };
    FAMILIES
        .iter()
        .find(|(_, whole, parts)| fits(whole, parts))
        .map_or(name, |(family, ..)| family)
}

/// Any type text: lower-cased, one space between words, trailing numbers apart.
fn parse(text: &str) -> SqlType {
    let text = collapse(&text.to_lowercase());
    // The pragma counts these words to the type of a generated column.
    let text = text
        .strip_suffix("generated always")
        .unwrap_or(&text)
        .trim();
    match split_arguments(text) {
        Some((name, arguments)) => SqlType::builtin(name).with_arguments(arguments),
        None => SqlType::builtin(text),
    }
}
