//! A Mermaid `erDiagram`.

use super::enums::with_enums;
use super::relation::{Relation, TableKeys, relations};
use crate::dialect::Dialect;
use crate::schema::{Schema, Table};

/// The diagram, as Markdown's fenced blocks of `mermaid` take it.
pub fn mermaid(dialect: Dialect, schema: &Schema) -> String {
    let schema = &with_enums(schema);
    let mut text = String::from("erDiagram\n");
    for table in &schema.tables {
        entity(dialect, table, &mut text);
    }
    for relation in relations(dialect, schema) {
        if let Some(line) = line(schema, &relation) {
            text.push_str(&line);
        }
    }
    text
}

fn entity(dialect: Dialect, table: &Table, text: &mut String) {
    text.push_str(&format!("    {} {{\n", quoted(&table.name.to_string())));
    let keys = TableKeys::of(dialect, table);
    for column in &table.columns {
        let name = word(&column.name);
        let sql_type = word(&dialect.type_sql(&column.sql_type).replace('"', ""));
        text.push_str(&format!("        {sql_type} {name}"));
        let marks = keys.marks(&column.name).words();
        if !marks.is_empty() {
            text.push_str(&format!(" {}", marks.join(", ")));
        }
        let mut comment = Vec::new();
        if name != column.name {
            comment.push(column.name.as_str());
        }
        if !column.nullable {
            comment.push("NOT NULL");
        }
        if !comment.is_empty() {
            text.push_str(&format!(" {}", quoted(&comment.join(", "))));
        }
        text.push('\n');
    }
    text.push_str("    }\n");
}

fn line(schema: &Schema, relation: &Relation) -> Option<String> {
    let parent = schema.tables.get(relation.parent)?.name.to_string();
    let child = schema.tables.get(relation.child)?.name.to_string();
    let one = if relation.optional { "|o" } else { "||" };
    let many = if relation.single { "o|" } else { "o{" };
    Some(format!(
        "    {} {one}--{many} {} : {}\n",
        quoted(&parent),
        quoted(&child),
        quoted(&relation.columns)
    ))
}

/// Quotes make any name an entity's, keywords of Mermaid's grammar too; some characters have no place even there.
fn quoted(text: &str) -> String {
    let clean = |c: char| {
        if matches!(c, '"' | '%' | '\\' | '<' | '>' | '&' | ';' | '#') || c.is_control() {
            '_'
        } else {
            c
        }
    };
    format!("\"{}\"", text.chars().map(clean).collect::<String>())
}

/// A word of an attribute: letters, digits, and few signs. `NUMERIC(10, 2)` is `NUMERIC(10-2)`.
fn word(text: &str) -> String {
    let mut word: String = text
        .replace(", ", "-")
        .chars()
        .map(|c| match c {
            _ if c.is_ascii_alphanumeric() => c,
            '_' | '-' | '[' | ']' | '(' | ')' => c,
            _ => '_',
        })
        .collect();
    let begins = word.chars().next();
    if !begins.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        || matches!(word.as_str(), "PK" | "FK" | "UK")
    {
        word.insert(0, '_');
    }
    word
}
