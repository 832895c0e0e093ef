//! Diesel's `table!`, `joinable!` and `allow_tables_to_appear_in_same_query!`, which [`crate::declared`] reads back as
//! the same schema.
//!
//! What they have no words for is in `table_args!`; what that has none for either is said in comments above the table,
//! and in [`Declaration::gaps`] where the declaration is another schema for it.

mod args;
mod doc;
mod enums;
mod index;
mod names;
mod types;

use crate::dialect::Dialect;
use crate::schema::{Column, DeclaredType, ForeignKey, Schema, Table, TableName};
use args::{ArgsWriter, Parent};
use names::{identifier, is_identifier};
use types::{Spelled, Types};

/// A schema as Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declaration {
    /// The text of a `schema.rs`.
    pub text: String,
    /// What the text says otherwise than the schema, or leaves out: in words for people.
    pub gaps: Vec<String>,
}

/// What makes `table_args!` nothing to the compiler.
const TABLE_ARGS: &str = "\
// What `table!` has no words for is for moviectl alone; to the compiler it is nothing.
macro_rules! table_args {
    ($($any:tt)*) => {};
}

";

/// The schema as a `schema.rs`.
pub fn diesel(dialect: Dialect, schema: &Schema) -> Declaration {
    let mut writer = Writer {
        dialect,
        schema,
        printed: Vec::new(),
        types: Types::new(dialect),
        args: Vec::new(),
        gaps: Vec::new(),
    };
    writer.choose_tables();
    let mut blocks = writer.tables();
    blocks.extend(writer.joinables());
    blocks.extend(writer.one_query());
    let mut args = enums::lines(schema, &mut writer.gaps);
    args.append(&mut writer.args);
    let mut head = String::new();
    if !args.is_empty() {
        head.push_str(TABLE_ARGS);
        blocks.push(format!("table_args! {{\n{}}}\n", args.join("\n")));
    }
    head.push_str(&writer.types.module());
    Declaration {
        text: head + &blocks.join("\n"),
        gaps: writer.gaps,
    }
}

struct Writer<'a> {
    dialect: Dialect,
    schema: &'a Schema,
    /// The tables that `table!` can hold, with their Rust names.
    printed: Vec<(&'a Table, String)>,
    types: Types,
    /// A block of `table_args!` each.
    args: Vec<String>,
    gaps: Vec<String>,
}

impl<'a> Writer<'a> {
    fn choose_tables(&mut self) {
        let mut taken = Vec::new();
        for table in &self.schema.tables {
            if impossible(table).is_some() {
                continue;
            }
            let name = &table.name;
            let mut rust_name = identifier(&name.name, &[]);
            if let Some(schema) = &name.schema
                && taken.contains(&rust_name)
            {
                rust_name = identifier(&format!("{schema}_{}", name.name), &[]);
            }
            let rust_name = identifier(&rust_name, &taken);
            taken.push(rust_name.clone());
            self.printed.push((table, rust_name));
        }
    }

    fn tables(&mut self) -> Vec<String> {
        let schema = self.schema;
        schema
            .tables
            .iter()
            .map(|table| {
                let printed = self.printed.iter().find(|(own, _)| own.name == table.name);
                match printed.map(|(_, rust_name)| rust_name.clone()) {
                    Some(rust_name) => self.table(table, &rust_name),
                    None => self.left_out(table),
                }
            })
            .collect()
    }

    fn left_out(&mut self, table: &Table) -> String {
        let reason = impossible(table).unwrap_or_default();
        let text = format!("table '{}' is left out: {reason}", table.name);
        let comment = comment(&text);
        self.gaps.push(text);
        comment
    }

    fn table(&mut self, table: &Table, rust_name: &str) -> String {
        let mut taken = vec![rust_name.to_owned()];
        let mut key = table.key_columns().to_owned();
        let mut own_types = Vec::new();
        let mut lines = String::new();
        let mut inexact: Vec<&Column> = Vec::new();
        for column in &table.columns {
            let column_name = identifier(&column.name, &taken);
            taken.push(column_name.clone());
            let is_key = table.is_key(&column.name);
            let numbered = is_key && key.len() == 1;
            let spelled = self.types.spell(column, numbered);
            if !spelled.exact {
                inexact.push(column);
            }
            for part in key.iter_mut().filter(|part| **part == column.name) {
                part.clone_from(&column_name);
            }
            lines.push_str(&doc::lines("        ", column.comment.as_ref()));
            if let Some(length) = spelled.declared.max_length {
                lines.push_str(&format!("        #[max_length = {length}]\n"));
            }
            lines.push_str(&sql_name("        ", &column.name, &column_name));
            let sql_type = rust_type(&spelled, column.nullable && !is_key);
            lines.push_str(&format!("        {column_name} -> {sql_type},\n"));
            own_types.extend(spelled.own);
        }
        let remarks = self.args(table, rust_name, &inexact);
        let schema = table.name.schema.as_deref();
        let schema = schema.map_or(String::new(), |schema| format!("{schema}."));
        format!(
            "{}diesel::table! {{\n{}{}{}    {schema}{rust_name} ({}) {{\n{lines}    }}\n}}\n",
            remark_lines(&table.name, &remarks),
            uses(own_types),
            doc::lines("    ", table.comment.as_ref()),
            sql_name("    ", &table.name.name, rust_name),
            key.join(", "),
        )
    }

    /// Keeps the table's block of `table_args!`, and returns what that cannot say.
    fn args(&mut self, table: &Table, rust_name: &str, inexact: &[&Column]) -> Vec<String> {
        let joined: Vec<&ForeignKey> = self
            .joined()
            .into_iter()
            .filter(|(child, ..)| std::ptr::eq(*child, table))
            .map(|(_, key, _)| key)
            .collect();
        let args = ArgsWriter {
            dialect: self.dialect,
            table,
            joined: &joined,
            column: &|column| self.column_name(table, rust_name, column),
            parent: &|key| self.referenced(key),
        }
        .write(inexact);
        if !args.statements.is_empty() {
            let statements = args.statements.iter();
            let lines: String = statements.map(|own| format!("        {own};\n")).collect();
            self.args
                .push(format!("    {rust_name} {{\n{lines}    }}\n"));
        }
        let gaps = args.gaps.iter();
        self.gaps
            .extend(gaps.map(|gap| format!("table '{}': {gap} cannot be declared", table.name)));
        args.remarks
    }

    /// The Rust names of what a foreign key refers to.
    fn referenced(&self, key: &ForeignKey) -> Option<Parent> {
        let mut printed = self.printed.iter();
        let (parent, rust_name) = printed.find(|(own, _)| self.refers(key, &own.name))?;
        let columns: Option<Vec<String>> = key
            .referenced_columns
            .iter()
            .map(|column| self.column_name(parent, rust_name, column))
            .collect();
        Some((rust_name.clone(), columns?))
    }

    /// The foreign keys that `joinable!` can say, with child and parent: one column, to the primary key of another
    /// table, and the only key between the two.
    fn joined(&self) -> Vec<(&'a Table, &'a ForeignKey, &'a Table)> {
        let printed = || self.printed.iter().map(|(table, _)| *table);
        let between = |one: &Table, other: &Table| {
            let to = |key: &&ForeignKey| self.refers(key, &other.name);
            one.foreign_keys.iter().filter(to).count()
        };
        let mut joined = Vec::new();
        for child in printed() {
            for key in &child.foreign_keys {
                let Some(parent) = printed().find(|parent| self.refers(key, &parent.name)) else {
                    continue;
                };
                let to_key = match (parent.key_columns(), key.referenced_columns.as_slice()) {
                    ([own], [referenced]) => self.dialect.same_name(own, referenced),
                    _ => false,
                };
                let only = between(child, parent) + between(parent, child) == 1;
                // As a plain key it would be another one.
                let sayable = key.special.as_ref().is_none_or(|own| own.declarable);
                if to_key && only && sayable && !std::ptr::eq(child, parent) {
                    joined.push((child, key, parent));
                }
            }
        }
        joined
    }

    fn refers(&self, key: &ForeignKey, table: &TableName) -> bool {
        key.references.schema == table.schema
            && self.dialect.same_name(&key.references.name, &table.name)
    }

    fn joinables(&self) -> Option<String> {
        let rust_name = |table: &Table| {
            let mut printed = self.printed.iter();
            printed.find_map(|(own, name)| std::ptr::eq(*own, table).then_some(name.as_str()))
        };
        let mut lines: Vec<String> = self
            .joined()
            .into_iter()
            .filter_map(|(child, key, parent)| {
                let column = self.column_name(child, rust_name(child)?, key.columns.first()?)?;
                Some(format!(
                    "diesel::joinable!({} -> {} ({column}));\n",
                    rust_name(child)?,
                    rust_name(parent)?,
                ))
            })
            .collect();
        lines.sort();
        (!lines.is_empty()).then(|| lines.concat())
    }

    /// The Rust name that a column got.
    fn column_name(&self, table: &Table, rust_name: &str, column: &str) -> Option<String> {
        let mut taken = vec![rust_name.to_owned()];
        for own in &table.columns {
            let name = identifier(&own.name, &taken);
            if self.dialect.same_name(&own.name, column) {
                return Some(name);
            }
            taken.push(name);
        }
        None
    }

    fn one_query(&self) -> Option<String> {
        if self.printed.len() < 2 {
            return None;
        }
        let names = self.printed.iter().map(|(_, name)| format!("{name},"));
        let names: Vec<String> = names.collect();
        Some(format!(
            "diesel::allow_tables_to_appear_in_same_query!({}\n);\n",
            names
                .iter()
                .map(|name| format!("\n    {name}"))
                .collect::<String>()
        ))
    }
}

/// Why `table!` cannot hold a table.
fn impossible(table: &Table) -> Option<String> {
    if table.key_columns().is_empty() {
        return Some("Diesel needs a primary key, and it has none".into());
    }
    let schema = table.name.schema.as_ref()?;
    (!is_identifier(schema))
        .then(|| format!("table! takes no schema that Rust cannot name: {schema:?}"))
}

fn sql_name(indent: &str, name: &str, rust_name: &str) -> String {
    if name == rust_name {
        String::new()
    } else {
        format!("{indent}#[sql_name = {name:?}]\n")
    }
}

fn uses(mut own_types: Vec<String>) -> String {
    own_types.sort();
    own_types.dedup();
    if own_types.is_empty() {
        return String::new();
    }
    let own: String = own_types
        .iter()
        .map(|name| format!("    use super::sql_types::{name};\n"))
        .collect();
    format!("    use diesel::sql_types::*;\n{own}\n")
}

fn rust_type(spelled: &Spelled, nullable: bool) -> String {
    let declared: &DeclaredType = &spelled.declared;
    if nullable {
        format!("Nullable<{declared}>")
    } else {
        declared.to_string()
    }
}

fn remark_lines(table: &TableName, remarks: &[String]) -> String {
    if remarks.is_empty() {
        return String::new();
    }
    let mut text = comment(&format!("What cannot be declared of '{table}':"));
    for remark in remarks {
        text.push_str(&comment(&format!("  {remark}")));
    }
    text
}

/// A comment of one line, with the text's indentation.
fn comment(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let indent = text.len() - text.trim_start().len();
    format!("// {}{}\n", " ".repeat(indent), words.join(" "))
}
