//! PostgreSQL's types.

mod names;

use super::Postgres;
use crate::dialect::feature::Feature;
use crate::dialect::types::{Row, TypeRules};
use crate::schema::{SqlType, TypeName};

impl TypeRules for Postgres {
    fn rows(&self) -> &'static [Row] {
        ROWS
    }

    /// A restricted interval (`interval day to second`) is inferred as an interval.
    fn family<'n>(&self, name: &'n str) -> &'n str {
        match name {
            _ if name.starts_with("interval ") => "interval",
            "char" => "bpchar",
            other => other,
        }
    }

    fn parse(&self, text: &str) -> SqlType {
        names::parse(text)
    }

    fn named(&self, schema: Option<&str>, name: &str) -> SqlType {
        names::named(schema, name)
    }

    fn custom_key(&self, name: &str) -> String {
        names::custom_key(name)
    }

    fn generic_names(&self) -> &'static [&'static str] {
        &["Nullable", "Array", "Range", "Multirange"]
    }

    fn range(&self, generic: &str, element: &SqlType) -> Option<&'static str> {
        let (_, range, multirange) = RANGES.iter().find(|(name, ..)| element.is_builtin(name))?;
        match generic {
            "Range" => Some(range),
            "Multirange" => Some(multirange),
            _ => None,
        }
    }

    fn takes_length(&self, sql_type: &SqlType) -> bool {
        matches!(&sql_type.name, TypeName::Builtin(name) if SIZED.contains(&name.as_str()))
    }

    fn is_number(&self, name: &str) -> bool {
        NUMBERS.contains(&name)
    }

    fn can_reference(&self, child: &SqlType, parent: &SqlType) -> bool {
        child == parent || can_reference(child, parent)
    }

    fn special_type(&self, sql_type: &SqlType) -> Option<Feature> {
        match (&sql_type.name, sql_type.arguments.as_slice()) {
            (TypeName::Builtin(name), [digits, decimals])
                if name == "numeric" && decimals > digits =>
            {
                Some(Feature::NumericScale)
            }
            _ => None,
        }
    }

    /// A name of no built-in type is looked up as a user-defined type.
    fn beyond(&self, _text: &str) -> Option<String> {
        None
    }
}

/// Shorthand for a row of a type that has no length and accepts itself alone.
const fn only(names: &'static [&'static str], plain: &'static str) -> Row {
    Row {
        names,
        plain,
        sized: None,
        accepts: &[],
    }
}

const fn text(
    names: &'static [&'static str],
    plain: &'static str,
    sized: &'static str,
    accepts: &'static [&'static str],
) -> Row {
    Row {
        names,
        plain,
        sized: Some(sized),
        accepts,
    }
}

/// Live types that Diesel infers as `Text` or one of its aliases.
const TEXTS: &[&str] = &["text", "varchar", "char", "bpchar", "citext", "name"];

pub(super) const ROWS: &[Row] = &[
    only(&["SmallInt", "Smallint", "Int2", "SmallSerial"], "smallint"),
    only(&["Integer", "Int4", "Serial"], "integer"),
    only(&["BigInt", "Bigint", "Int8", "BigSerial"], "bigint"),
    only(&["Float", "Float4"], "real"),
    only(&["Double", "Float8"], "double precision"),
    only(&["Numeric", "Decimal"], "numeric"),
    text(&["Varchar", "VarChar"], "varchar", "varchar(#)", TEXTS),
    // Diesel infers `Char` for the one-byte type `"char"` too.
    text(
        &["Bpchar", "Char"],
        "bpchar",
        "char(#)",
        &["text", "varchar", "citext", "name", "\"char\""],
    ),
    text(
        &["Text", "Tinytext", "Mediumtext", "Longtext"],
        "text",
        "varchar(#)",
        TEXTS,
    ),
    only(&["Citext"], "citext"),
    only(
        &[
            "Binary",
            "Bytea",
            "Blob",
            "Tinyblob",
            "Mediumblob",
            "Longblob",
            "Varbinary",
        ],
        "bytea",
    ),
    text(&["Bit"], "bit", "bit(#)", &[]),
    only(&["Bool"], "boolean"),
    only(&["Date"], "date"),
    only(&["Time"], "time"),
    only(&["Timestamp"], "timestamp"),
    only(&["Timestamptz"], "timestamptz"),
    only(&["Interval"], "interval"),
    only(&["Uuid"], "uuid"),
    only(&["Json"], "json"),
    only(&["Jsonb"], "jsonb"),
    only(&["Inet"], "inet"),
    only(&["Cidr"], "cidr"),
    only(&["MacAddr", "Macaddr"], "macaddr"),
    only(&["MacAddr8", "Macaddr8"], "macaddr8"),
    only(&["Money"], "money"),
    only(&["Oid"], "oid"),
    only(&["CChar"], "\"char\""),
    only(&["PgLsn"], "pg_lsn"),
    only(&["TsVector", "Tsvector"], "tsvector"),
    only(&["TsQuery", "Tsquery"], "tsquery"),
    only(&["RegConfig", "Regconfig"], "regconfig"),
    only(&["Int4range"], "int4range"),
    only(&["Int8range"], "int8range"),
    only(&["Numrange"], "numrange"),
    only(&["Tsrange"], "tsrange"),
    only(&["Tstzrange"], "tstzrange"),
    only(&["Daterange"], "daterange"),
    only(&["Int4multirange"], "int4multirange"),
    only(&["Int8multirange"], "int8multirange"),
    only(&["Nummultirange"], "nummultirange"),
    only(&["Tsmultirange"], "tsmultirange"),
    only(&["Tstzmultirange"], "tstzmultirange"),
    only(&["Datemultirange"], "datemultirange"),
    Row {
        names: &["TextList"],
        plain: "varchar[]",
        sized: Some("varchar(#)[]"),
        accepts: &["text[]"],
    },
];

/// Element, its range, its multirange.
const RANGES: [(&str, &str, &str); 6] = [
    ("integer", "int4range", "int4multirange"),
    ("bigint", "int8range", "int8multirange"),
    ("numeric", "numrange", "nummultirange"),
    ("timestamp", "tsrange", "tsmultirange"),
    ("timestamptz", "tstzrange", "tstzmultirange"),
    ("date", "daterange", "datemultirange"),
];

/// Types whose values are numbers.
const NUMBERS: [&str; 7] = [
    "smallint",
    "integer",
    "bigint",
    "real",
    "double precision",
    "numeric",
    "oid",
];

/// Types that can have a length.
const SIZED: [&str; 5] = ["varchar", "char", "bpchar", "bit", "varbit"];

/// Returns whether PostgreSQL has an equality operator for the two types, or an implicit cast of the child's type to
/// the parent's.
fn can_reference(child: &SqlType, parent: &SqlType) -> bool {
    /// Each is compared with all of its family.
    const FAMILIES: [&[&str]; 4] = [
        &["smallint", "integer", "bigint"],
        &["text", "varchar"],
        &["date", "timestamp", "timestamptz"],
        &["real", "double precision"],
    ];
    /// Each is cast to those that follow.
    const CASTS: [&[&str]; 3] = [
        &[
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
        ],
        &["cidr", "inet"],
        &["bpchar", "varchar", "text"],
    ];
    let position = |names: &[&str], sql_type: &SqlType| {
        names.iter().position(|name| sql_type.is_builtin(name))
    };
    let same = child.name == parent.name && child.dimensions == parent.dimensions;
    let related = FAMILIES
        .iter()
        .any(|family| position(family, child).is_some() && position(family, parent).is_some());
    let cast = CASTS.iter().any(|chain| {
        matches!((position(chain, child), position(chain, parent)), (Some(from), Some(to)) if from < to)
    });
    same || related || cast
}
