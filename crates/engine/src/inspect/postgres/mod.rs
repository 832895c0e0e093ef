//! PostgreSQL's catalogue.

mod bystanders;
mod catalogue;
mod clauses;
mod column;
mod constraint;
mod expression;
mod sequence;
mod spelling;
#[cfg(test)]
mod tests;
mod types;

use std::collections::HashMap;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_query;

pub(super) use self::bystanders::bystanders;
use self::catalogue::{Constraint, IndexRow, Relation};
use self::column::Attribute;
pub(super) use self::spelling::spellings;
use self::types::{add_types, types};
use super::bookkeeping::is_bookkeeping;
use super::error::{InspectError, query_error};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Index, Schema, Table, TableName, ViewRead};

/// Reads all schemas but the system's own.
pub(super) fn inspect(connection: &mut PgConnection) -> Result<Schema, InspectError> {
    let relations: Vec<Relation> = sql_query(catalogue::RELATIONS)
        .load(connection)
        .map_err(query_error("tables"))?;
    let attributes: Vec<Attribute> = sql_query(column::COLUMNS)
        .load(connection)
        .map_err(query_error("columns"))?;
    let constraints: Vec<Constraint> = sql_query(catalogue::CONSTRAINTS)
        .load(connection)
        .map_err(query_error("constraints"))?;
    let indexes: Vec<IndexRow> = sql_query(catalogue::INDEXES)
        .load(connection)
        .map_err(query_error("indexes"))?;

    let mut found = Found::new(relations);
    for attribute in attributes {
        found.with(attribute.relation, |own| {
            own.names.insert(attribute.number, attribute.name.clone());
            column::add(&mut own.table, attribute);
        });
    }
    for constraint in constraints {
        found.with(constraint.relation, |own| {
            let columns = own.columns(&constraint.columns);
            constraint::add(&mut own.table, constraint, columns);
        });
    }
    for row in indexes {
        found.with(row.relation, |own| {
            let mut numbers: Vec<i16> = Vec::new();
            for number in row.columns.into_iter().chain(row.further_columns) {
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
            let columns = own.columns(&numbers);
            match Dialect::Postgres.read_index(&row.definition) {
                Some(index) => own.table.indexes.push(Index {
                    name: row.name,
                    columns,
                    unique: row.is_unique,
                    ..index
                }),
                None => own
                    .table
                    .unsupported
                    .push(format!("the index '{}'", row.name)),
            }
        });
    }
    let mut schema = found.into_schema();
    add_types(&mut schema, types(connection)?);
    Ok(schema)
}

/// The relations by object identifier.
struct Found {
    tables: HashMap<u32, FoundTable>,
    view_reads: Vec<ViewRead>,
}

struct FoundTable {
    is_view: bool,
    table: Table,
    /// The names of its columns by their numbers.
    names: HashMap<i16, String>,
}

/// The number of the system's column that a check may name.
const TABLE_OID: i16 = -6;

impl FoundTable {
    /// The names of the columns of these numbers; an expression has none.
    fn columns(&self, numbers: &[i16]) -> Vec<String> {
        let names = numbers.iter().filter_map(|number| match *number {
            TABLE_OID => Some("tableoid"),
            number => self.names.get(&number).map(String::as_str),
        });
        names.map(str::to_owned).collect()
    }
}

impl Found {
    fn new(relations: Vec<Relation>) -> Self {
        let view_reads = view_reads(&relations);
        let tables = relations
            .into_iter()
            .filter(|relation| !is_bookkeeping(&relation.name))
            .map(|relation| {
                let found = FoundTable {
                    is_view: relation.view,
                    names: HashMap::new(),
                    table: empty_table(&relation),
                };
                (relation.oid, found)
            });
        Self {
            tables: tables.collect(),
            view_reads,
        }
    }

    fn with(&mut self, relation: u32, fill: impl FnOnce(&mut FoundTable)) {
        if let Some(found) = self.tables.get_mut(&relation) {
            fill(found);
        }
    }

    fn into_schema(self) -> Schema {
        let mut schema = Schema::default();
        schema.view_reads = self.view_reads;
        for FoundTable {
            is_view, mut table, ..
        } in self.tables.into_values()
        {
            // By name, because the order of the catalogue is nobody's.
            table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
            table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
            table.checks.sort_by(|a, b| a.name.cmp(&b.name));
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
            table.unsupported.sort();
            let exclusions = &mut table.postgres.exclusions;
            exclusions.sort_by(|a, b| a.index.name.cmp(&b.index.name));
            let tables = if is_view {
                &mut schema.views
            } else {
                &mut schema.tables
            };
            tables.push(table);
        }
        schema
    }
}

/// The tables and views that the views among the relations read.
fn view_reads(relations: &[Relation]) -> Vec<ViewRead> {
    let names: HashMap<u32, TableName> = relations
        .iter()
        .map(|relation| (relation.oid, name_of(relation)))
        .collect();
    let mut reads = Vec::new();
    for relation in relations {
        reads.extend(relation.reads.iter().filter_map(|read| {
            let (oid, column) = read.split_once(' ')?;
            Some(ViewRead {
                view: name_of(relation),
                table: names.get(&oid.parse().ok()?)?.clone(),
                column: column.to_owned(),
            })
        }));
    }
    reads.sort();
    reads
}

fn name_of(relation: &Relation) -> TableName {
    TableName {
        schema: relation.schema.clone(),
        name: relation.name.clone(),
    }
}

fn empty_table(relation: &Relation) -> Table {
    let mut table = Table::new(name_of(relation));
    table.comment.clone_from(&relation.comment);
    if let Some(key) = &relation.partition_key {
        table.unsupported.push(format!("PARTITION BY {key}"));
    }
    table.postgres.parameters.clone_from(&relation.storage);
    if relation.inherits {
        table
            .unsupported
            .push("inheritance from another table".into());
    }
    table
}
