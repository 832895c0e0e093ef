//! Diesel's `table!`, `joinable!` and `allow_tables_to_appear_in_same_query!`, which [`crate::declared`] reads back as
//! the same schema.
//!
//! `table_args!` has the parts of the schema that these macros cannot express. Parts that `table_args!` cannot express
//! either stand in comments above the table. [`Declaration::gaps`] names those without which the declaration is another
//! schema.

mod args;
mod doc;
mod enums;
mod index;
mod names;
mod types;

use std::collections::{HashMap, HashSet};

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
    /// Differences between the text and the schema, and parts that the text leaves out, in words for people.
    pub gaps: Vec<String>,
}

/// The macro that makes `table_args!` expand to nothing for the compiler.
const TABLE_ARGS: &str = "\
// `table!` cannot express this. moviectl reads it; for the compiler it expands to nothing.
macro_rules! table_args {
    ($($any:tt)*) => {};
}

";

/// The schema as a `schema.rs`.
pub fn diesel(dialect: Dialect, schema: &Schema) -> Declaration {
    let printed = printed(dialect, schema);
    let writer = Writer {
        dialect,
        schema,
        joined: joined(dialect, &printed),
        by_name: by_name(dialect, &printed),
        printed,
        types: Types::new(dialect),
        args: Vec::new(),
        gaps: Vec::new(),
    };
    writer.write()
}
struct Writer<'a> {
    dialect: Dialect,
    schema: &'a Schema,
    printed: Vec<Printed<'a>>,
    /// The places of the printed tables, by their names as the database compares them.
    by_name: HashMap<TableName, usize>,
    joined: Vec<Joined<'a>>,
    types: Types,
    /// A block of `table_args!` each.
    args: Vec<String>,
    gaps: Vec<String>,
}

impl<'a> Writer<'a> {
    fn write(mut self) -> Declaration {
        let mut blocks = self.tables();
        blocks.extend(self.joinables());
        blocks.extend(self.one_query());
        let mut args = enums::lines(self.schema, &mut self.gaps);
        args.append(&mut self.args);
        let mut head = String::new();
        if !args.is_empty() {
            head.push_str(TABLE_ARGS);
            blocks.push(format!("table_args! {{\n{}}}\n", args.join("\n")));
        }
        head.push_str(&self.types.module());
        Declaration {
            text: head + &blocks.join("\n"),
            gaps: self.gaps,
        }
    }

    fn tables(&mut self) -> Vec<String> {
        let schema = self.schema;
        let mut places = 0..self.printed.len();
        let tables = schema.tables.iter().map(|table| {
            let place = impossible(self.dialect, table).is_none();
            let place = place.then(|| places.next());
            match place.flatten() {
                Some(place) => self.table(table, place),
                None => self.left_out(table),
            }
        });
        tables.collect()
    }

    fn left_out(&mut self, table: &Table) -> String {
        let reason = impossible(self.dialect, table).unwrap_or_default();
        let text = format!("table '{}' is left out: {reason}", table.name);
        let comment = comment(&text);
        self.gaps.push(text);
        comment
    }

    /// The `table!` of the printed table at that place.
    fn table(&mut self, table: &Table, place: usize) -> String {
        let Some(Printed {
            rust_name, columns, ..
        }) = self.printed.get(place).cloned()
        else {
            return String::new();
        };
        let mut key = table.key_columns().to_owned();
        let mut own_types = Vec::new();
        let mut lines = String::new();
        let mut inexact: Vec<&Column> = Vec::new();
        if let Some(name) = self.dialect.implied_key(table) {
            let spelled = self.types.spell(&Dialect::implied_column(name), true);
            lines.push_str(&format!("        {name} -> {},\n", spelled.declared));
            key.push(name.to_owned());
        }
        for (column, column_name) in table.columns.iter().zip(&columns) {
            let is_key = table.is_key(&column.name);
            let numbered = is_key && key.len() == 1;
            let spelled = self.types.spell(column, numbered);
            if !spelled.exact {
                inexact.push(column);
            }
            for part in key.iter_mut().filter(|part| **part == column.name) {
                part.clone_from(column_name);
            }
            lines.push_str(&doc::lines("        ", column.comment.as_ref()));
            if let Some(length) = spelled.declared.max_length {
                lines.push_str(&format!("        #[max_length = {length}]\n"));
            }
            lines.push_str(&sql_name("        ", &column.name, column_name));
            // SQLite's keys can hold NULL.
            let nullable = column.nullable && (!is_key || self.dialect.features().rowids);
            let sql_type = rust_type(&spelled, nullable);
            lines.push_str(&format!("        {column_name} -> {sql_type},\n"));
            own_types.extend(spelled.own);
        }
        let remarks = self.args(table, place, &inexact);
        let schema = table.name.schema.as_deref();
        let schema = schema.map_or(String::new(), |schema| format!("{schema}."));
        format!(
            "{}diesel::table! {{\n{}{}{}    {schema}{rust_name} ({}) {{\n{lines}    }}\n}}\n",
            remark_lines(&table.name, &remarks),
            uses(own_types),
            doc::lines("    ", table.comment.as_ref()),
            sql_name("    ", &table.name.name, &rust_name),
            key.join(", "),
        )
    }

    /// Keeps the block of `table_args!` of the printed table at that place, and returns what that cannot say.
    fn args(&mut self, table: &Table, place: usize, inexact: &[&Column]) -> Vec<String> {
        let first = self.joined.partition_point(|own| own.child < place);
        let joined = self.joined.iter().skip(first);
        let joined = joined.take_while(|own| own.child == place);
        let Some(printed) = self.printed.get(place) else {
            return Vec::new();
        };
        let args = ArgsWriter {
            dialect: self.dialect,
            table,
            joined: joined.map(|own| own.key).collect(),
            column: &|column| printed.column(self.dialect, column),
            parent: &|key| self.referenced(key),
        }
        .write(inexact);
        if !args.statements.is_empty() {
            let statements = args.statements.iter();
            let lines: String = statements.map(|own| format!("        {own};\n")).collect();
            self.args
                .push(format!("    {} {{\n{lines}    }}\n", printed.rust_name));
        }
        let gaps = args.gaps.iter();
        self.gaps
            .extend(gaps.map(|gap| format!("table '{}': {gap} cannot be declared", table.name)));
        args.remarks
    }

    /// The Rust names of what a foreign key refers to.
    fn referenced(&self, key: &ForeignKey) -> Option<Parent> {
        let place = self
            .by_name
            .get(&self.dialect.folded_table(&key.references));
        let parent = self.printed.get(*place?)?;
        let columns: Option<Vec<String>> = key
            .referenced_columns
            .iter()
            .map(|column| parent.column(self.dialect, column))
            .collect();
        Some((parent.rust_name.clone(), columns?))
    }

    fn joinables(&self) -> Option<String> {
        let mut lines: Vec<String> = self
            .joined
            .iter()
            .filter_map(|Joined { child, key, parent }| {
                let (child, parent) = (self.printed.get(*child)?, self.printed.get(*parent)?);
                let column = child.column(self.dialect, key.columns.first()?)?;
                Some(format!(
                    "diesel::joinable!({} -> {} ({column}));\n",
                    child.rust_name, parent.rust_name,
                ))
            })
            .collect();
        lines.sort();
        (!lines.is_empty()).then(|| lines.concat())
    }

    fn one_query(&self) -> Option<String> {
        if self.printed.len() < 2 {
            return None;
        }
        let names = self.printed.iter().map(|own| format!("{},", own.rust_name));
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

/// A table that `table!` can hold.
#[derive(Clone)]
struct Printed<'a> {
    table: &'a Table,
    rust_name: String,
    /// The Rust names of its columns, in their order.
    columns: Vec<String>,
    /// The places of the columns, by their names as the database compares them.
    places: HashMap<String, usize>,
}

impl Printed<'_> {
    /// The Rust name that a column got.
    fn column(&self, dialect: Dialect, name: &str) -> Option<String> {
        let place = self.places.get(&dialect.folded(name))?;
        self.columns.get(*place).cloned()
    }
}

/// The tables that `table!` can hold, with Rust names for them and their columns.
fn printed(dialect: Dialect, schema: &Schema) -> Vec<Printed<'_>> {
    let mut taken = HashSet::new();
    let possible = schema.tables.iter();
    let possible = possible.filter(|table| impossible(dialect, table).is_none());
    possible
        .map(|table| {
            let name = &table.name;
            let mut rust_name = identifier(&name.name, &HashSet::new());
            if let Some(schema) = &name.schema
                && taken.contains(&rust_name)
            {
                rust_name = identifier(&format!("{schema}_{}", name.name), &HashSet::new());
            }
            let rust_name = identifier(&rust_name, &taken);
            taken.insert(rust_name.clone());
            let mut printed = Printed {
                table,
                rust_name: rust_name.clone(),
                columns: Vec::with_capacity(table.columns.len()),
                places: HashMap::with_capacity(table.columns.len()),
            };
            let mut taken = HashSet::from([rust_name]);
            for (place, column) in table.columns.iter().enumerate() {
                let own = identifier(&column.name, &taken);
                taken.insert(own.clone());
                printed.columns.push(own);
                let name = dialect.folded(&column.name);
                printed.places.entry(name).or_insert(place);
            }
            printed
        })
        .collect()
}

fn by_name(dialect: Dialect, printed: &[Printed<'_>]) -> HashMap<TableName, usize> {
    let mut by_name = HashMap::with_capacity(printed.len());
    for (place, own) in printed.iter().enumerate() {
        let name = dialect.folded_table(&own.table.name);
        by_name.entry(name).or_insert(place);
    }
    by_name
}

/// A foreign key that `joinable!` can say, with the places of both tables among the printed ones.
struct Joined<'a> {
    child: usize,
    key: &'a ForeignKey,
    parent: usize,
}

/// The foreign keys that `joinable!` can say, in the order of their tables: one column, to the primary key of another
/// table, and the only key between the two.
fn joined<'a>(dialect: Dialect, printed: &[Printed<'a>]) -> Vec<Joined<'a>> {
    let by_name = by_name(dialect, printed);
    let mut all: Vec<Joined<'a>> = Vec::new();
    let mut between: HashMap<(usize, usize), usize> = HashMap::new();
    for (child, own) in printed.iter().enumerate() {
        for key in &own.table.foreign_keys {
            if let Some(parent) = by_name.get(&dialect.folded_table(&key.references)) {
                let pair = (child.min(*parent), child.max(*parent));
                *between.entry(pair).or_default() += 1;
                let parent = *parent;
                all.push(Joined { child, key, parent });
            }
        }
    }
    all.retain(|Joined { child, key, parent }| {
        let parent_key = printed.get(*parent).map(|own| own.table.key_columns());
        let to_key = match (parent_key, key.referenced_columns.as_slice()) {
            (Some([own]), [referenced]) => dialect.same_name(own, referenced),
            _ => false,
        };
        let pair = (*child.min(parent), *child.max(parent));
        // As a plain key it would be another one.
        to_key && between.get(&pair) == Some(&1) && key.clauses.is_declarable() && child != parent
    });
    all
}

/// Why `table!` cannot hold a table.
fn impossible(dialect: Dialect, table: &Table) -> Option<String> {
    if table.key_columns().is_empty() && dialect.implied_key(table).is_none() {
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
    let mut text = comment(&format!("Not declared of '{table}':"));
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
