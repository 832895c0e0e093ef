//! A graph for Graphviz: one table of HTML a node, one edge a foreign key.

use super::enums::with_enums;
use super::relation::{Relation, TableKeys, relations};
use super::xml::escape;
use crate::dialect::Dialect;
use crate::schema::{Column, Schema, Table};

const HEAD: &str = "\
digraph schema {
    graph [rankdir=LR, nodesep=0.5, ranksep=1.2, bgcolor=transparent]
    node [shape=plain, fontname=\"Helvetica,Arial,sans-serif\", fontsize=11]
    edge [dir=both, color=\"#5b7fa6\", fontname=\"Helvetica,Arial,sans-serif\", fontsize=9]
";

/// The graph: `dot -Tsvg` draws it.
pub fn dot(dialect: Dialect, schema: &Schema) -> String {
    let schema = &with_enums(schema);
    let mut text = String::from(HEAD);
    for table in &schema.tables {
        node(dialect, table, &mut text);
    }
    for relation in relations(dialect, schema) {
        if let Some(edge) = edge(schema, &relation) {
            text.push_str(&edge);
        }
    }
    text.push_str("}\n");
    text
}

fn node(dialect: Dialect, table: &Table, text: &mut String) {
    let name = table.name.to_string();
    text.push_str(&format!(
        "    {} [label=<\n        <TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\" \
         COLOR=\"#8b97a6\" BGCOLOR=\"#ffffff\">\n        \
         <TR><TD COLSPAN=\"4\" BGCOLOR=\"#dbe6f2\"><B>{}</B></TD></TR>\n",
        quoted(&name),
        escape(&name)
    ));
    let keys = TableKeys::of(dialect, table);
    for (index, column) in table.columns.iter().enumerate() {
        text.push_str(&row(dialect, &keys, (index, column)));
    }
    text.push_str("        </TABLE>>]\n");
}

fn row(dialect: Dialect, keys: &TableKeys, (index, column): (usize, &Column)) -> String {
    let marks = keys.marks(&column.name);
    let name = escape(&column.name);
    let name = if marks.primary {
        format!("<U>{name}</U>")
    } else {
        name
    };
    format!(
        "        <TR><TD PORT=\"l{index}\" ALIGN=\"LEFT\">{}</TD><TD ALIGN=\"LEFT\">{name}</TD>\
         <TD ALIGN=\"LEFT\">{}</TD><TD PORT=\"r{index}\" ALIGN=\"LEFT\">{}</TD></TR>\n",
        or_space(&marks.words().join(" ")),
        escape(&dialect.type_sql(&column.sql_type).replace('"', "")),
        if column.nullable { " " } else { "NOT NULL" },
    )
}

/// Graphviz refuses an empty cell in some versions.
fn or_space(text: &str) -> &str {
    if text.is_empty() { " " } else { text }
}

fn edge(schema: &Schema, relation: &Relation) -> Option<String> {
    let parent = schema.tables.get(relation.parent)?.name.to_string();
    let child = schema.tables.get(relation.child)?.name.to_string();
    let tail = if relation.optional {
        "teeodot"
    } else {
        "teetee"
    };
    let head = if relation.single {
        "teeodot"
    } else {
        "crowodot"
    };
    Some(format!(
        "    {}:r{} -> {}:l{} [arrowtail={tail}, arrowhead={head}, tooltip={}]\n",
        quoted(&parent),
        relation.parent_column,
        quoted(&child),
        relation.child_column,
        quoted(&relation.description),
    ))
}

/// A string of Graphviz's: only the quote needs an escape; a backslash would begin one.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace(['\n', '\r'], " "))
}
