//! `pg_dump` knows every object of a database: each of its entries has a counterpart in the dump.

use std::process::Command;

use super::database::OneOfEach;
use crate::inspect::dump::Dump;
use moviectl_schema::schema::BOOKKEEPING_TABLES;

/// The types of entries of `pg_dump`, the kind of the counterpart, and how a line of its definition begins.
const KINDS: &[(&str, &str, &str)] = &[
    ("ACCESS METHOD", "access method", ""),
    ("ACL", "grant", ""),
    ("AGGREGATE", "aggregate", ""),
    ("CAST", "cast", ""),
    ("CHECK CONSTRAINT", "constraint", "CHECK"),
    ("COLLATION", "collation", ""),
    ("COMMENT", "comment", ""),
    ("CONSTRAINT", "constraint", ""),
    ("CONVERSION", "conversion", ""),
    ("DEFAULT", "column", "DEFAULT"),
    ("DEFAULT ACL", "default privileges", ""),
    ("DOMAIN", "domain", ""),
    ("EVENT TRIGGER", "event trigger", ""),
    ("EXTENSION", "extension", ""),
    ("FK CONSTRAINT", "constraint", "FOREIGN KEY"),
    ("FOREIGN DATA WRAPPER", "foreign-data wrapper", ""),
    ("FOREIGN TABLE", "foreign table", "SERVER"),
    ("FUNCTION", "function", ""),
    ("INDEX", "index", ""),
    ("INDEX ATTACH", "index", "part of"),
    ("MATERIALIZED VIEW", "materialized view", ""),
    ("OPERATOR", "operator", ""),
    ("OPERATOR CLASS", "operator class", ""),
    ("OPERATOR FAMILY", "operator family", ""),
    ("POLICY", "policy", ""),
    ("PROCEDURAL LANGUAGE", "language", ""),
    ("PROCEDURE", "procedure", ""),
    ("PUBLICATION", "publication", ""),
    ("PUBLICATION TABLE", "publication table", ""),
    ("PUBLICATION TABLES IN SCHEMA", "publication schema", ""),
    ("ROW SECURITY", "row security", ""),
    ("RULE", "rule", ""),
    ("SCHEMA", "schema", ""),
    ("SEQUENCE", "sequence", ""),
    ("SEQUENCE OWNED BY", "sequence", "OWNED BY"),
    ("SERVER", "server", ""),
    ("SHELL TYPE", "type", ""),
    ("STATISTICS", "statistics", ""),
    ("SUBSCRIPTION", "subscription", ""),
    ("TABLE", "table", ""),
    ("TABLE ATTACH", "table", "PARTITION OF"),
    ("TEXT SEARCH CONFIGURATION", "text search configuration", ""),
    ("TEXT SEARCH DICTIONARY", "text search dictionary", ""),
    ("TEXT SEARCH PARSER", "text search parser", ""),
    ("TEXT SEARCH TEMPLATE", "text search template", ""),
    ("TRANSFORM", "transform", ""),
    ("TRIGGER", "trigger", ""),
    ("TYPE", "type", ""),
    ("USER MAPPING", "user mapping", ""),
    ("VIEW", "view", ""),
];

/// Words that stand beside the names of objects, in one of the two texts or in both.
const BETWEEN: &[&str] = &[
    "on",
    "in",
    "using",
    "of",
    "for",
    "table",
    "view",
    "foreign",
    "domain",
    "type",
    "object",
    "publication",
    "cast",
    "public",
    "pg_catalog",
    "transform",
    "language",
    "user",
    "mapping",
    "server",
    "role",
    "schema",
    "default",
    "privileges",
    "row",
    "security",
];

/// The words of an entry's name, without their order. The arguments of a function are left out if `pg_dump` has their names.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = name
        .to_lowercase()
        .split([' ', '.', ',', '(', ')', '-', '"'])
        .filter(|word| !word.is_empty() && !BETWEEN.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

/// Returns whether the dump has the counterpart of an entry.
fn has(dump: &Dump, name: &str, kind: &str, schema: &str) -> bool {
    let Some((_, own, line)) = KINDS.iter().find(|(of_pg_dump, ..)| *of_pg_dump == kind) else {
        return false;
    };
    let with_names = matches!(kind, "ACL" | "COMMENT");
    let without = |name: &str| match name.split_once('(') {
        Some((before, _)) if with_names && !before.to_lowercase().ends_with("cast ") => {
            before.to_owned()
        }
        _ => name.to_owned(),
    };
    let schema = if kind == "SCHEMA" { "" } else { schema };
    let wanted = words(&format!("{schema} {}", without(name)));
    // `pg_dump` names these without their arguments, their access method or the role.
    let is_short = kind.starts_with("OPERATOR") || kind == "DEFAULT ACL";
    dump.iter().any(|(entry, definition)| {
        // A privilege is an entry for each role.
        let of_role = entry.name.split_once(" to ").filter(|_| kind == "ACL");
        let mut found = words(&without(of_role.map_or(&entry.name, |(on, _)| on)));
        if is_short {
            found.retain(|word| wanted.contains(word));
        }
        // The schema is there twice where it is published.
        let mut wanted = wanted.clone();
        if kind == "PUBLICATION TABLES IN SCHEMA" {
            wanted.dedup();
        }
        entry.kind == *own
            && found == wanted
            && definition.lines().any(|own| own.starts_with(line)) | line.is_empty()
    })
}

#[test]
fn all_that_pg_dump_writes_is_in_the_dump() {
    let Some(mut database) = OneOfEach::create() else {
        return;
    };
    let output = Command::new("pg_dump")
        .arg("--schema-only")
        .arg(database.database.url.to_secret_string())
        .output()
        .expect("pg_dump runs (Debian package postgresql-client)");
    assert!(output.status.success(), "pg_dump: {output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let dump = database.dump();
    let mut kinds = Vec::new();
    let mut lacking = Vec::new();
    for entry in text
        .lines()
        .filter_map(|line| line.strip_prefix("-- Name: "))
    {
        let (name, rest) = entry.split_once("; Type: ").unwrap();
        let (kind, rest) = rest.split_once("; Schema: ").unwrap();
        let (schema, _) = rest.split_once(';').unwrap();
        kinds.push(kind.to_owned());
        let schema = if schema == "-" { "" } else { schema };
        let is_left_out = BOOKKEEPING_TABLES.iter().any(|own| name.contains(own));
        // Before PostgreSQL 15 everybody could create objects in it, and a newer `pg_dump` grants that.
        if database.version < 15 && (name, kind) == ("SCHEMA public", "ACL") {
            continue;
        }
        if has(&dump, name, kind, schema) == is_left_out {
            lacking.push(entry);
        }
    }
    assert_eq!(lacking, [""; 0]);
    for (kind, ..) in KINDS {
        let needed = !matches!(
            *kind,
            "EXTENSION" | "SHELL TYPE" | "PUBLICATION TABLES IN SCHEMA"
        );
        assert!(!needed || kinds.iter().any(|own| own == kind), "no {kind}");
    }
}
