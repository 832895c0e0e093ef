//! SQLite's catalogue. It is the text of the statements that made everything, so that text is parsed: no pragma tells
//! checks, constraint names, generated expressions or conflict clauses.

mod column;
mod create_table;
pub(super) mod literal;
mod mentioned;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Nullable, Text};
use diesel::sqlite::SqliteConnection;

use self::create_table::respell;
use self::mentioned::mentioned;
use super::bookkeeping::is_bookkeeping;
use super::error::{InspectError, query_error};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::dialect::script::{Token, tokens};
use moviectl_schema::schema::{Column, Index, Schema, Table, TableName, Trigger};

/// Everything that was created, in the order of creation, which is the order in which triggers fire. The list of tables
/// is made once, not for each object.
const OBJECTS: &str = "\
WITH listed AS MATERIALIZED (SELECT name, type FROM pragma_table_list WHERE schema = 'main')
SELECT o.type AS kind, o.name, o.tbl_name AS of_table, o.sql AS definition, l.type AS storage
FROM main.sqlite_schema AS o
LEFT JOIN listed AS l ON l.name = o.name
ORDER BY o.rowid";

/// The columns of all views.
const VIEW_COLUMNS: &str = "\
SELECT o.name AS view, x.name, x.type AS type_text
FROM main.sqlite_schema AS o CROSS JOIN pragma_table_xinfo(o.name, 'main') AS x
WHERE o.type = 'view'
ORDER BY o.name, x.cid";

/// The columns of one view.
const ONE_VIEWS_COLUMNS: &str = "\
SELECT ? AS view, x.name, x.type AS type_text FROM pragma_table_xinfo(?, 'main') AS x ORDER BY x.cid";

#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    of_table: String,
    /// Missing where SQLite made the index of a constraint itself.
    #[diesel(sql_type = Nullable<Text>)]
    definition: Option<String>,
    /// `table`, `view`, `virtual`, `shadow`; missing for what is no table.
    #[diesel(sql_type = Nullable<Text>)]
    storage: Option<String>,
}

#[derive(QueryableByName)]
struct ViewColumn {
    #[diesel(sql_type = Text)]
    view: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    type_text: Option<String>,
}

/// Reads the schema `main`.
pub(super) fn inspect(connection: &mut SqliteConnection) -> Result<Schema, InspectError> {
    let objects: Vec<Object> = sql_query(OBJECTS)
        .load(connection)
        .map_err(query_error("tables"))?;
    let mut schema = Schema::default();
    schema.tables = tables(&objects)?;
    schema.views = views(&objects, connection);
    resolve_references(&mut schema.tables);
    let belongings = by_table(&objects);
    for table in schema.tables.iter_mut().chain(&mut schema.views) {
        if let Some(own) = belongings.get(&Dialect::Sqlite.folded(&table.name.name)) {
            add_indexes_and_triggers(table, own);
        }
    }
    Ok(schema)
}

fn tables(objects: &[Object]) -> Result<Vec<Table>, InspectError> {
    objects
        .iter()
        .filter(|object| object.kind == "table" && object.storage.as_deref() == Some("table"))
        .filter(|object| !is_internal(&object.name) && !is_bookkeeping(&object.name))
        .map(|object| {
            let sql = object.definition.as_deref().unwrap_or_default();
            create_table::parse(&object.name, sql).map_err(|reason| InspectError::CreateTable {
                table: object.name.clone(),
                reason,
            })
        })
        .collect()
}

/// `sqlite_sequence`, `sqlite_stat1` and the like: nobody else may make tables of such names.
fn is_internal(name: &str) -> bool {
    name.get(..7)
        .is_some_and(|prefix| prefix.eq_ignore_ascii_case("sqlite_"))
}

fn views(objects: &[Object], connection: &mut SqliteConnection) -> Vec<Table> {
    let mut views: Vec<Table> = objects
        .iter()
        .filter(|object| object.kind == "view")
        .map(|object| Table::new(TableName::new(&object.name)))
        .collect();
    for column in view_columns(&views, connection) {
        let mut of_name = views.iter_mut();
        if let Some(view) = of_name.find(|view| view.name.name == column.view) {
            let sql_type = Dialect::Sqlite.parse_type(&column.type_text.unwrap_or_default());
            view.columns.push(Column::new(column.name, sql_type, true));
        }
    }
    views
}

/// The columns of all views in one query. SQLite refuses it where one of them is broken (it reads a table that is
/// gone), and only then they are asked one by one, so that a broken view is just a view without columns.
fn view_columns(views: &[Table], connection: &mut SqliteConnection) -> Vec<ViewColumn> {
    sql_query(VIEW_COLUMNS)
        .load(connection)
        .unwrap_or_else(|_| {
            let mut columns = Vec::new();
            for view in views {
                let name = &view.name.name;
                let query = sql_query(ONE_VIEWS_COLUMNS)
                    .bind::<Text, _>(name)
                    .bind::<Text, _>(name);
                columns.extend(query.load(connection).unwrap_or_default());
            }
            columns
        })
}

/// Spells referenced tables and columns as they spell themselves, and fills in the primary key that `REFERENCES t`
/// means.
fn resolve_references(tables: &mut [Table]) {
    let parents = tables.to_owned();
    for table in tables {
        for key in &mut table.foreign_keys {
            let name = &mut key.references.name;
            respell(name, parents.iter().map(|parent| parent.name.name.as_str()));
            let parent = parents.iter().find(|parent| parent.name == key.references);
            if key.referenced_columns.is_empty() {
                key.referenced_columns = parent.map_or(&[][..], Table::key_columns).to_owned();
            }
            let columns = parent.map_or(&[][..], |parent| &parent.columns);
            for column in &mut key.referenced_columns {
                respell(column, columns.iter().map(|own| own.name.as_str()));
            }
            if key.columns.len() != key.referenced_columns.len() {
                table.unsupported.push(format!(
                    "foreign key ({}) to '{}', which has no key of as many columns",
                    key.columns.join(", "),
                    key.references
                ));
            }
        }
    }
}

/// The indexes and triggers by the folded names of their tables, in the order of creation.
fn by_table(objects: &[Object]) -> HashMap<String, Vec<&Object>> {
    let mut belongings: HashMap<String, Vec<&Object>> = HashMap::new();
    for object in objects {
        if matches!(object.kind.as_str(), "index" | "trigger") {
            let table = Dialect::Sqlite.folded(&object.of_table);
            belongings.entry(table).or_default().push(object);
        }
    }
    belongings
}

fn add_indexes_and_triggers(table: &mut Table, objects: &[&Object]) {
    for object in objects {
        let Some(sql) = &object.definition else {
            continue;
        };
        let definition = sql.trim_end().trim_end_matches(';').to_owned();
        let name = object.name.clone();
        match object.kind.as_str() {
            "index" => match Dialect::Sqlite.read_index(sql) {
                Some(index) => table.indexes.push(Index {
                    name,
                    columns: index_columns(sql, &table.columns),
                    ..index
                }),
                None => table.unsupported.push(format!("the index '{name}'")),
            },
            "trigger" => table.sqlite.triggers.push(Trigger { name, definition }),
            _ => {}
        }
    }
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
}

/// Returns the columns of the table that the statement of an index names after the table.
fn index_columns(sql: &str, columns: &[Column]) -> Vec<String> {
    let all: Vec<Token<'_>> = tokens(Dialect::Sqlite, sql).collect();
    let open = all.iter().position(|token| token.is_punctuation("("));
    let rest = open.and_then(|at| all.get(at..)).unwrap_or_default();
    let names = columns.iter().map(|column| column.name.as_str());
    mentioned(rest, names)
}
