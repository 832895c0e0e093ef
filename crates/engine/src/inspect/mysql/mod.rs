//! MySQL and MariaDB, from `information_schema`.

mod bystanders;
mod catalogue;
mod column;
mod constraint;
mod default;
mod expression;
mod rows;
mod server;
mod show_create;
mod spelling;
mod table;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::database::MysqlConnection;

pub(super) use self::bystanders::bystanders;
use self::catalogue::{CheckRow, IndexRow, KeyRow, RuleRow, TableRow};
use self::column::ColumnRow;
pub(super) use self::expression::plain;
use self::rows::grouped;
pub(super) use self::rows::load;
use self::server::{Server, server};
pub(super) use self::spelling::spellings;
use self::table::Own;
use super::bookkeeping::is_bookkeeping;
use super::error::InspectError;
use moviectl_schema::schema::Schema;

/// Reads the database that the connection is in: seven queries, whatever is in it, one more if a column is geometric, and one for
/// each table that may have a period.
pub(super) fn inspect(connection: &mut MysqlConnection) -> Result<Schema, InspectError> {
    let server = server(connection)?;
    let flavour = server.flavour;
    let tables: Vec<TableRow> = load(connection, catalogue::TABLES, "tables")?;
    let columns: Vec<ColumnRow> = load(connection, column::COLUMNS, "columns")?;
    let indexes: Vec<IndexRow> = load(connection, &flavour.indexes(), "indexes")?;
    let rules: Vec<RuleRow> = load(connection, catalogue::RULES, "foreign keys")?;
    let keys: Vec<KeyRow> = load(connection, catalogue::KEYS, "foreign keys")?;
    let mut checks: Vec<CheckRow> = load(connection, flavour.checks(), "checks")?;
    let periods = constraint::take_periods(connection, &mut checks, flavour)?;
    let systems = column::reference_systems(connection, &columns, flavour)?;

    let mut found = Found::new(tables, &server);
    let jsons = column::jsons(&columns, &checks);
    for (of_table, rows) in grouped(columns, |row| (row.of_table.clone(), row.position)) {
        found.with(&of_table, |own| {
            column::add(own, rows, &jsons, &systems, flavour)
        });
    }
    for (of_table, rows) in grouped(checks, |row| (row.of_table.clone(), 0)) {
        found.with(&of_table, |own| {
            constraint::add_checks(&mut own.table, rows, &jsons, flavour)
        });
    }
    for (of_table, name) in periods {
        let own = format!("PERIOD FOR {name}");
        found.with(&of_table, |found| found.table.unsupported.push(own));
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
