//! PostgreSQL's catalogue.

mod bystanders;
mod catalogue;
mod clauses;
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
use self::catalogue::{Attribute, Constraint, IndexRow, Relation};
pub(super) use self::spelling::spellings;
use self::types::{add_types, types};
use super::bookkeeping::is_bookkeeping;
use super::error::{InspectError, query_error};
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{
    AutoIncrement, Check, Column, Deferrable, Extra, ForeignKey, Generated, Index, PrimaryKey,
    ReferentialAction, Schema, SqlType, Table, TableName, TypeName, Unique,
};

/// Reads all schemas but the system's own.
pub(super) fn inspect(connection: &mut PgConnection) -> Result<Schema, InspectError> {
    let relations: Vec<Relation> = sql_query(catalogue::RELATIONS)
        .load(connection)
        .map_err(query_error("tables"))?;
    let attributes: Vec<Attribute> = sql_query(catalogue::COLUMNS)
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
            add_column(&mut own.table, attribute);
        });
    }
    for constraint in constraints {
        found.with(constraint.relation, |own| {
            let columns = own.columns(&constraint.columns);
            add_constraint(&mut own.table, constraint, columns);
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
struct Found(HashMap<u32, FoundTable>);

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
        let names = relations
            .iter()
            .map(|relation| {
                let (schema, name) = (relation.schema.clone(), relation.name.clone());
                (relation.oid, TableName { schema, name })
            })
            .collect();
        let tables = relations
            .into_iter()
            .filter(|relation| !is_bookkeeping(&relation.name))
            .map(|relation| {
                let found = FoundTable {
                    is_view: relation.view,
                    names: HashMap::new(),
                    table: empty_table(&relation, &names),
                };
                (relation.oid, found)
            });
        Self(tables.collect())
    }

    fn with(&mut self, relation: u32, fill: impl FnOnce(&mut FoundTable)) {
        if let Some(found) = self.0.get_mut(&relation) {
            fill(found);
        }
    }

    fn into_schema(self) -> Schema {
        let mut schema = Schema::default();
        for FoundTable {
            is_view, mut table, ..
        } in self.0.into_values()
        {
            // By name, because the order of the catalogue is nobody's.
            table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
            table.uniques.sort_by(|a, b| a.name.cmp(&b.name));
            table.checks.sort_by(|a, b| a.name.cmp(&b.name));
            table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
            table.unsupported.sort();
            table.extras.sort_by(|a, b| a.definition.cmp(&b.definition));
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

fn empty_table(relation: &Relation, names: &HashMap<u32, TableName>) -> Table {
    let mut table = Table::new(TableName {
        schema: relation.schema.clone(),
        name: relation.name.clone(),
    });
    table.comment.clone_from(&relation.comment);
    table.reads = relation
        .reads
        .iter()
        .filter_map(|read| {
            let (oid, column) = read.split_once(' ')?;
            Some((names.get(&oid.parse().ok()?)?.clone(), column.to_owned()))
        })
        .collect();
    if let Some(key) = &relation.partition_key {
        table.unsupported.push(format!("PARTITION BY {key}"));
    }
    if let Some(storage) = &relation.storage {
        table.extras.push(Extra {
            definition: format!(
                "ALTER TABLE {} SET ({storage})",
                Dialect::Postgres.quote_table(&table.name)
            ),
            columns: Vec::new(),
        });
    }
    if relation.inherits {
        table
            .unsupported
            .push("inheritance from another table".into());
    }
    table
}

fn add_column(table: &mut Table, attribute: Attribute) {
    let (sql_type, complete) = sql_type(&attribute);
    if !complete {
        table.unsupported.push(format!(
            "arguments of the type {} of column '{}'",
            attribute.type_text, attribute.name
        ));
    }
    let sequence = sequence::of(&attribute);
    let mut column = Column::new(attribute.name, sql_type, !attribute.not_null);
    column.collation = attribute.collation;
    column.sequence = sequence;
    column.comment = attribute.comment;
    column.auto_increment = match attribute.identity.as_str() {
        "a" => Some(AutoIncrement::IdentityAlways),
        "d" => Some(AutoIncrement::IdentityByDefault),
        _ if attribute.sequence.is_some() => Some(AutoIncrement::Serial),
        _ => None,
    };
    match attribute.generated.as_str() {
        "" if column.auto_increment.is_none() => column.default = attribute.expression,
        "" => {}
        kind => {
            column.generated = attribute.expression.map(|expression| Generated {
                expression: without_parentheses(&expression).to_owned(),
                stored: kind == "s",
            });
        }
    }
    table.columns.push(column);
}

/// The type, and whether it says all of the column's.
fn sql_type(attribute: &Attribute) -> (SqlType, bool) {
    if !attribute.custom {
        return (Dialect::Postgres.parse_type(&attribute.type_text), true);
    }
    let arguments = type_arguments(&attribute.type_text);
    let complete = arguments.is_some();
    let sql_type = SqlType {
        name: TypeName::Custom {
            schema: attribute.type_schema.clone(),
            name: attribute.type_name.clone(),
        },
        arguments: arguments.unwrap_or_default(),
        dimensions: u8::from(attribute.type_array),
    };
    (sql_type, complete)
}

/// The numbers in parentheses after the name of an extension's type, as in `vector(3)`; `None` where they are not
/// numbers alone, as in `geometry(Point,4326)`.
fn type_arguments(type_text: &str) -> Option<Vec<u32>> {
    let text = type_text.strip_suffix("[]").unwrap_or(type_text);
    let name_end = text.rfind('"').map_or(0, |quote| quote + 1);
    let Some((_, arguments)) = text.get(name_end..)?.split_once('(') else {
        return Some(Vec::new());
    };
    let numbers = arguments.trim_end_matches(')').split(',');
    numbers.map(|number| number.trim().parse().ok()).collect()
}

fn add_constraint(table: &mut Table, constraint: Constraint, columns: Vec<String>) {
    clauses::note(table, &constraint, &columns);
    let deferrable = deferrable(&constraint);
    let name = Some(constraint.name.clone());
    match constraint.kind.as_str() {
        "p" => table.primary_key = Some(PrimaryKey { name, columns }),
        "u" => table.uniques.push(Unique {
            clauses: clauses::of_unique(&constraint, deferrable),
            name,
            columns,
        }),
        "c" => {
            let clauses = clauses::of_check(&constraint);
            let expression = constraint.expression.unwrap_or_default();
            table.checks.push(Check {
                clauses,
                name,
                expression: without_parentheses(&expression).to_owned(),
                columns,
            });
        }
        "f" => table.foreign_keys.push(ForeignKey {
            clauses: clauses::of_foreign_key(&constraint),
            name,
            columns,
            references: TableName {
                schema: constraint.parent_schema,
                name: constraint.parent,
            },
            referenced_columns: constraint.parent_columns,
            on_delete: action(&constraint.on_delete),
            on_update: action(&constraint.on_update),
            deferrable,
        }),
        _ => {}
    }
}

fn deferrable(constraint: &Constraint) -> Deferrable {
    match (constraint.deferrable, constraint.deferred) {
        (false, _) => Deferrable::Never,
        (true, false) => Deferrable::InitiallyImmediate,
        (true, true) => Deferrable::InitiallyDeferred,
    }
}

fn action(code: &str) -> ReferentialAction {
    match code {
        "r" => ReferentialAction::Restrict,
        "c" => ReferentialAction::Cascade,
        "n" => ReferentialAction::SetNull,
        "d" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}

/// An expression without the pair of parentheses that is around all of it. `(a) + (b)` has no such pair.
fn without_parentheses(expression: &str) -> &str {
    let Some(inner) = expression
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    else {
        return expression;
    };
    let mut depth = 0_i32;
    let mut quote = None;
    for character in inner.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => return expression,
            (None, ')') => depth -= 1,
            _ => {}
        }
    }
    inner
}
