//! Rust names for names of the database.

use std::collections::HashSet;

/// Keywords, and names that Diesel's macros make inside of a table's module.
const RESERVED: &[&str] = &[
    "Self",
    "SqlType",
    "abstract",
    "all_columns",
    "as",
    "async",
    "await",
    "become",
    "bool",
    "boxed",
    "box",
    "break",
    "columns",
    "const",
    "continue",
    "crate",
    "do",
    "dsl",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "is_nullable",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "self",
    "sql_types",
    "star",
    "static",
    "struct",
    "super",
    "table",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// Returns whether a name can be a Rust identifier unchanged.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let first = characters.next();
    first.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name != "_"
        && !RESERVED.contains(&name)
}

/// A Rust name like `name` that is none of `taken`.
pub(super) fn identifier(name: &str, taken: &HashSet<String>) -> String {
    let mut own: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    if own.is_empty() || own.starts_with(|c: char| c.is_ascii_digit()) {
        own.insert(0, '_');
    }
    while !is_identifier(&own) || taken.contains(&own) {
        own.push('_');
    }
    own
}

/// `order_state` as a type is called: `OrderState`.
pub(super) fn camel_case(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    let mut camel: String = words
        .flat_map(|word| {
            let mut characters = word.chars();
            let first = characters.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(characters)
        })
        .collect();
    if !camel.starts_with(|c: char| c.is_ascii_alphabetic()) {
        camel.insert_str(0, "Type");
    }
    camel
}
