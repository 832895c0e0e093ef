//! The schema dump of SQLite, from the statements that `sqlite_schema` keeps. Pragmas report what these statements do not
//! show: hidden columns, and the collation and the order of each column of an index that a constraint made.

mod clauses;
mod constraint;
mod index;
mod invalid;
#[cfg(test)]
mod tests;
mod uses;

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use diesel::sqlite::SqliteConnection;

use self::clauses::{Clauses, folded};
use super::super::bookkeeping::is_bookkeeping;
use super::super::error::{InspectError, query_error};
use super::objects::{self, Broken, Dump};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::normal_sql;

/// Every object with a statement. The tables that a virtual table keeps its content in are its own affair.
const OBJECTS: &str = "\
WITH listed AS MATERIALIZED (SELECT name, type FROM pragma_table_list WHERE schema = 'main')
SELECT CASE l.type WHEN 'virtual' THEN 'virtual table' ELSE o.type END AS kind, o.name, o.tbl_name AS of_table, o.sql
FROM main.sqlite_schema AS o LEFT JOIN listed AS l ON l.name = o.name AND o.type = 'table'
WHERE o.sql IS NOT NULL AND o.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND l.type IS NOT 'shadow'
ORDER BY o.type, o.name";

/// How a table shows each column: 1 is a hidden column of a virtual table, 2 and 3 are generated columns.
const HIDDEN: &str = "\
SELECT o.name AS of_table, x.name, x.hidden AS hidden
FROM main.sqlite_schema AS o CROSS JOIN pragma_table_xinfo(o.name, 'main') AS x
WHERE o.type = 'table' AND o.sql NOT LIKE 'CREATE VIRTUAL%' AND x.hidden <> 0";

/// The columns of the indexes that constraints made.
const AUTOMATIC: &str = "\
SELECT o.tbl_name AS of_table, o.name AS name, x.name AS column_name, x.coll AS collation, x.desc AS descending
FROM main.sqlite_schema AS o CROSS JOIN pragma_index_xinfo(o.name, 'main') AS x
WHERE o.type = 'index' AND o.sql IS NULL AND x.key
ORDER BY o.tbl_name, o.name, x.seqno";

#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

#[derive(QueryableByName)]
struct Hidden {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    hidden: i64,
}

#[derive(QueryableByName)]
struct KeyPart {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    column_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    collation: Option<String>,
    #[diesel(sql_type = Bool)]
    descending: bool,
}

/// Reads every object of the schema `main`, in three queries.
pub(super) fn dump(
    connection: &mut SqliteConnection,
    broken: Broken,
) -> Result<Dump, InspectError> {
    let objects: Vec<Object> = sql_query(OBJECTS)
        .load(connection)
        .map_err(query_error("objects"))?;
    let hidden: Vec<Hidden> = sql_query(HIDDEN)
        .load(connection)
        .map_err(query_error("columns"))?;
    let automatic: Vec<KeyPart> = sql_query(AUTOMATIC)
        .load(connection)
        .map_err(query_error("indexes"))?;

    let mut dump = Dump::default();
    let (tables, others): (Vec<Object>, Vec<Object>) = objects
        .into_iter()
        .filter(|object| !is_bookkeeping(&object.of_table))
        .partition(|object| object.kind == "table");
    add_tables(&mut dump, &tables, hidden);
    add_automatic_indexes(&mut dump, automatic);
    for object in &others {
        dump.add_object(object.kind.clone(), object.entry_name(), object.described());
    }
    let fragile: Vec<&Object> = others
        .iter()
        .filter(|object| ["trigger", "view"].contains(&object.kind.as_str()))
        .collect();
    if broken == Broken::Found && !fragile.is_empty() {
        let triggers = fragile.iter().filter(|object| object.kind == "trigger");
        let triggers: Vec<&str> = triggers.map(|object| object.sql.as_str()).collect();
        let found = invalid::find(connection, &triggers);
        for (kind, name) in found.map_err(query_error("triggers and views"))? {
            let mut fragile = fragile.iter();
            if let Some(object) = fragile.find(|own| own.kind == kind && own.name == name) {
                dump.mark_invalid(kind, &object.entry_name());
            }
        }
    }
    Ok(dump)
}

impl Object {
    /// The name with that of its table: `g on t`.
    fn entry_name(&self) -> String {
        match self.kind.as_str() {
            "index" | "trigger" => format!("{} on {}", self.name, self.of_table),
            _ => self.name.clone(),
        }
    }

    /// The object beside tables, for the dump.
    fn described(&self) -> objects::Object {
        let clauses = (self.kind == "index").then(|| index::clauses(&self.sql));
        let definition = match clauses.flatten() {
            Some(clauses) => clauses.join("\n"),
            None => normal_sql(Dialect::Sqlite, &self.sql),
        };
        let (uses, word) = match self.kind.as_str() {
            "trigger" => (uses::of_trigger(&self.sql, &self.of_table), Some("TRIGGER")),
            "view" => (Vec::new(), Some("VIEW")),
            "virtual table" => (uses::of_virtual_table(&self.sql), Some("TABLE")),
            _ => (Vec::new(), None),
        };
        let name = Dialect::Sqlite.quote(&self.name);
        objects::Object {
            definition,
            uses,
            restore: word.map(|_| self.sql.clone()),
            remove: word.map(|word| format!("DROP {word} {name}")),
            ..objects::Object::default()
        }
    }
}

fn add_tables(dump: &mut Dump, tables: &[Object], hidden: Vec<Hidden>) {
    let hidden: HashMap<(String, String), i64> = hidden
        .into_iter()
        .map(|column| ((column.of_table, folded(&column.name)), column.hidden))
        .collect();
    let read: Vec<(&Object, Option<Clauses>)> = tables
        .iter()
        .map(|table| (table, clauses::read(&table.sql)))
        .collect();
    // A foreign key that names no columns references the primary key, and means the same as one that names it.
    let keys: HashMap<String, Vec<String>> = read
        .iter()
        .filter_map(|(table, clauses)| {
            let mut constraints = clauses.as_ref()?.constraints.iter();
            Some((
                folded(&table.name),
                constraints.find_map(|own| own.key.clone())?,
            ))
        })
        .collect();
    for (table, clauses) in read {
        let Some(clauses) = clauses else {
            // Nothing is lost if the whole statement is compared.
            dump.add(
                "table",
                &table.name,
                normal_sql(Dialect::Sqlite, &table.sql),
            );
            continue;
        };
        dump.add("table", &table.name, clauses.options.join("\n"));
        for (name, mut lines) in clauses.columns {
            let own = hidden.get(&(table.name.clone(), folded(&name)));
            lines.extend(own.map(|number| format!("hidden {number}")));
            dump.add("column", format!("{}.{name}", table.name), lines.join("\n"));
        }
        let mut constraints: Vec<(Option<String>, String)> = clauses
            .constraints
            .into_iter()
            .map(|constraint| (constraint.name.clone(), constraint.text(&keys)))
            .collect();
        constraints.sort();
        for (name, text) in constraints {
            let name = name.as_ref().unwrap_or(&text);
            dump.add("constraint", format!("{name} on {}", table.name), &text);
        }
    }
}

/// SQLite numbers these indexes in the order of the constraints, so they are known by their columns.
fn add_automatic_indexes(dump: &mut Dump, parts: Vec<KeyPart>) {
    let mut indexes: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for part in parts {
        let column = part.column_name.unwrap_or_default();
        let collation = part.collation.unwrap_or_default();
        let order = if part.descending { " DESC" } else { "" };
        let text = format!("{} COLLATE {}{order}", folded(&column), folded(&collation));
        indexes
            .entry((part.of_table, part.name))
            .or_default()
            .push(text);
    }
    for ((of_table, _), columns) in indexes {
        if !is_bookkeeping(&of_table) {
            let name = format!("({}) on {of_table}", columns.join(", "));
            dump.add("automatic index", name, "");
        }
    }
}
