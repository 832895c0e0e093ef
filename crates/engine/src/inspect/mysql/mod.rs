//! MySQL and MariaDB, from `information_schema`.

mod bystanders;
mod catalogue;
mod column;
mod constraint;
mod default;
mod expression;
mod show_create;
mod spelling;
mod table;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::database::MysqlConnection;
use diesel::mysql::Mysql;
use diesel::prelude::*;
use diesel::query_builder::SqlQuery;
use diesel::query_dsl::LoadQuery;
use diesel::sql_query;

pub(super) use self::bystanders::bystanders;
use self::catalogue::{CheckRow, Flavour, IndexRow, KeyRow, RuleRow, ServerRow, TableRow};
use self::column::ColumnRow;
pub(super) use self::spelling::spellings;
use super::{InspectError, is_bookkeeping, query_error};
use moviectl_schema::dialect;
use moviectl_schema::schema::{Schema, Table};

/// Facts about the server and the database that reading tables needs.
struct Server {
    flavour: Flavour,
    /// The database's default collation.
    collation: Option<String>,
    /// The engine of tables that name none.
    engine: String,
}

/// Reads the database that the connection is in: seven queries, whatever is in it.
pub(super) fn inspect(connection: &mut MysqlConnection) -> Result<Schema, InspectError> {
    let server = server(connection)?;
    let flavour = server.flavour;
    let tables: Vec<TableRow> = load(connection, catalogue::TABLES, "tables")?;
    let columns: Vec<ColumnRow> = load(connection, column::COLUMNS, "columns")?;
    let indexes: Vec<IndexRow> = load(connection, &flavour.indexes(), "indexes")?;
    let rules: Vec<RuleRow> = load(connection, catalogue::RULES, "foreign keys")?;
    let keys: Vec<KeyRow> = load(connection, catalogue::KEYS, "foreign keys")?;
    let checks: Vec<CheckRow> = load(connection, flavour.checks(), "checks")?;

    let mut found = Found::new(tables, &server);
    let jsons = column::jsons(&columns, &checks);
    for (of_table, rows) in grouped(columns, |row| (row.of_table.clone(), row.position)) {
        found.with(&of_table, |own| column::add(own, rows, &jsons, flavour));
    }
    for (of_table, rows) in grouped(checks, |row| (row.of_table.clone(), 0)) {
        found.with(&of_table, |own| {
            constraint::add_checks(&mut own.table, rows, &jsons, flavour)
        });
    }
    let keys = constraint::foreign_keys(keys, rules, flavour);
    for (of_table, rows) in grouped(keys, |(of_table, _)| (of_table.clone(), 0)) {
        found.with(&of_table, |own| {
            own.table
                .foreign_keys
                .extend(rows.into_iter().map(|(_, key)| key));
        });
    }
    // Behind the foreign keys, which tell whose some of them are.
    for (of_table, rows) in grouped(indexes, |row| (row.of_table.clone(), row.position)) {
        found.with(&of_table, |own| {
            constraint::add_indexes(&mut own.table, rows, flavour)
        });
    }
    Ok(found.into_schema())
}

fn server(connection: &mut MysqlConnection) -> Result<Server, InspectError> {
    let row: ServerRow = sql_query(catalogue::SERVER)
        .get_result(connection)
        .map_err(query_error("settings"))?;
    Ok(Server {
        flavour: Flavour::of(dialect::Server::from_text(
            dialect::Dialect::Mysql,
            &row.version,
        )),
        collation: row.collation,
        engine: row.engine,
    })
}

fn load<Row>(
    connection: &mut MysqlConnection,
    sql: &str,
    what: &'static str,
) -> Result<Vec<Row>, InspectError>
where
    SqlQuery: for<'q> LoadQuery<'q, MysqlConnection, Row>,
    Row: QueryableByName<Mysql>,
{
    sql_query(sql).load(connection).map_err(query_error(what))
}

/// The rows of each table in their order. No server promises one without a sorting, which is cheaper here.
fn grouped<Row>(rows: Vec<Row>, key: impl Fn(&Row) -> (String, i64)) -> Vec<(String, Vec<Row>)> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<(String, Vec<(i64, Row)>)> = Vec::new();
    for row in rows {
        let (of_table, position) = key(&row);
        let place = *places.entry(of_table.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => group.push((position, row)),
            None => groups.push((of_table, vec![(position, row)])),
        }
    }
    let sorted = |mut group: Vec<(i64, Row)>| {
        group.sort_by_key(|(position, _)| *position);
        group.into_iter().map(|(_, row)| row).collect()
    };
    groups
        .into_iter()
        .map(|(of_table, group)| (of_table, sorted(group)))
        .collect()
}

/// A table or a view on its way into the schema.
struct Own {
    view: bool,
    /// The collation that its columns have where nothing is said of them.
    collation: Option<String>,
    table: Table,
}

/// The tables and views by name.
struct Found {
    tables: HashMap<String, Own>,
    collation: Option<String>,
}

impl Found {
    fn new(rows: Vec<TableRow>, server: &Server) -> Self {
        let tables = rows
            .into_iter()
            .filter(|row| !is_bookkeeping(&row.name))
            .filter_map(|row| Some((row.name.clone(), table::empty(row, server)?)));
        Self {
            tables: tables.collect(),
            collation: server.collation.clone(),
        }
    }

    fn with(&mut self, name: &str, fill: impl FnOnce(&mut Own)) {
        if let Some(own) = self.tables.get_mut(name) {
            fill(own);
        }
    }

    fn into_schema(self) -> Schema {
        let mut schema = Schema::default();
        for mut own in self.tables.into_values() {
            table::finish(&mut own, self.collation.as_deref());
            let table = &mut own.table;
            // By name, because the order of the catalogue is nobody's.
            table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
            table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
            table
                .checks
                .sort_by(|a, b| (&a.name, &a.columns).cmp(&(&b.name, &b.columns)));
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
            table
                .mysql
                .implied_indexes
                .sort_by(|a, b| a.name.cmp(&b.name));
            table.unsupported.sort();
            let tables = if own.view {
                &mut schema.views
            } else {
                &mut schema.tables
            };
            tables.push(own.table);
        }
        schema
    }
}
