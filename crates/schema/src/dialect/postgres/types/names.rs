//! PostgreSQL's many spellings of one type, and the canonical one.

use super::ROWS;
use crate::dialect::types::text::split_arguments;
use crate::schema::{SqlType, TypeName};

/// Other spellings of a type, and the one that is canonical.
const ALIASES: [(&str, &str); 20] = [
    ("bit varying", "varbit"),
    ("bool", "boolean"),
    ("bigserial", "bigint"),
    ("character", "char"),
    ("character varying", "varchar"),
    ("decimal", "numeric"),
    ("float", "double precision"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("serial", "integer"),
    ("smallserial", "smallint"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("dec", "numeric"),
];

/// The types of `pg_catalog` that have no row above. A type that neither list has is user-defined.
const OTHERS: &[&str] = &[
    "aclitem",
    "box",
    "char",
    "cid",
    "circle",
    "gtsvector",
    "int2vector",
    "jsonpath",
    "line",
    "lseg",
    "name",
    "oidvector",
    "path",
    "pg_node_tree",
    "pg_snapshot",
    "point",
    "polygon",
    "record",
    "refcursor",
    "regclass",
    "regcollation",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "tid",
    "timetz",
    "txid_snapshot",
    "varbit",
    "xid",
    "xid8",
    "xml",
];

/// Types that have a row because Diesel names them, but that are no built-in ones.
const EXTENSIONS: [&str; 1] = ["citext"];

fn is_builtin(name: &str) -> bool {
    OTHERS.contains(&name)
        || name.starts_with("interval ")
        || (ROWS.iter().any(|row| row.plain == name) && !EXTENSIONS.contains(&name))
}

/// A created type's name as the table spells it: in quotes where a built-in type has the same name.
pub(super) fn custom_key(name: &str) -> String {
    if is_builtin(name) {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// The type that the catalogue lists as `name`: `pg_type.typname`, never in quotes.
pub(super) fn named(schema: Option<&str>, name: &str) -> SqlType {
    let catalogue = matches!(schema, None | Some("pg_catalog"));
    // In the catalogue, `char` is the one-byte type, and what SQL calls `char` is `bpchar`.
    if catalogue && name == "char" {
        return created(None, name);
    }
    let canonical = alias(name);
    if catalogue && is_builtin(canonical) {
        return builtin(canonical, Vec::new());
    }
    created(schema.filter(|schema| *schema != "public"), name)
}

/// Parses a type as `format_type()` prints it or as people type it.
pub(super) fn parse(text: &str) -> SqlType {
    let (element, is_array) = strip_array(text.trim());
    let element = parse_element(element);
    if is_array { element.array() } else { element }
}

fn parse_element(text: &str) -> SqlType {
    let lower = text.to_lowercase();
    let unquoted = !text.contains('"');
    let Some((name, arguments)) = split_arguments(text) else {
        // Modifiers that are no numbers (`geometry(Point,4326)`, a negative scale): kept as they are.
        return SqlType::builtin(lower);
    };
    if unquoted {
        let name = name.to_lowercase();
        let name = alias(name.strip_prefix("pg_catalog.").unwrap_or(&name));
        if is_builtin(name) {
            return builtin(name, arguments);
        }
    }
    let mut parts = identifiers(&name);
    let name = parts.pop().unwrap_or_default();
    let schema = parts
        .pop()
        .filter(|schema| schema != "public" && schema != "pg_catalog");
    created(schema.as_deref(), &name).with_arguments(arguments)
}

fn alias(name: &str) -> &str {
    ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map_or(name, |(_, canonical)| canonical)
}

/// `bit` alone means one bit; `char` alone is what the catalogue prints for no length at all; a precision alone has no decimal
/// places.
fn builtin(name: &str, arguments: Vec<u32>) -> SqlType {
    match (name, arguments.as_slice()) {
        ("char", []) => SqlType::builtin("bpchar"),
        ("bpchar", [_]) => SqlType::builtin("char").with_arguments(arguments),
        ("numeric", [precision]) => SqlType::builtin(name).with_arguments([*precision, 0]),
        ("bit", []) => SqlType::builtin("bit").with_arguments([1]),
        _ => SqlType::builtin(name).with_arguments(arguments),
    }
}

fn created(schema: Option<&str>, name: &str) -> SqlType {
    SqlType {
        name: TypeName::Custom {
            schema: schema.map(str::to_owned),
            name: name.to_owned(),
        },
        arguments: Vec::new(),
        dimensions: 0,
    }
}

/// Takes `[]`, `[3]`, `[][]` off the end.
fn strip_array(text: &str) -> (&str, bool) {
    let mut rest = text;
    while let Some(open) = rest.strip_suffix(']') {
        let Some((before, size)) = open.rsplit_once('[') else {
            break;
        };
        if !size.chars().all(|c| c.is_ascii_digit()) {
            break;
        }
        rest = before.trim_end();
    }
    (rest, rest.len() != text.len())
}

/// The parts of `schema."Name"`: lower-cased where they are not quoted.
fn identifiers(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let Some(part) = parts.last_mut() else { break };
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                part.push('"');
            }
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            _ if quoted => part.push(c),
            _ => part.extend(c.to_lowercase()),
        }
    }
    parts
}
