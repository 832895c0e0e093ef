//! Columns: the query, its rows, and the model.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::super::error::InspectError;
use super::catalogue::{CheckRow, Flavour};
use super::default;
use super::rows::load;
use super::table::Own;
use crate::database::MysqlConnection;
use moviectl_schema::dialect::Dialect;
use moviectl_schema::schema::{Attribute, AutoIncrement, Column, Generated, TypeName};

const DIALECT: Dialect = Dialect::Mysql;

/// The columns of all tables, views and sequences. MariaDB names the database of a sequence, and a script runs in any.
pub(super) const COLUMNS: &str = "SELECT table_name AS of_table, column_name AS name, \
     CAST(ordinal_position AS SIGNED) AS position, \
     REPLACE(column_default, CONCAT('nextval(`', DATABASE(), '`.'), 'nextval(') AS default_text, is_nullable = 'YES' AS nullable, \
     column_type AS type_text, collation_name AS collation, extra AS extra, column_comment AS comment, \
     generation_expression AS expression \
     FROM information_schema.columns WHERE table_schema = DATABASE()";

#[derive(QueryableByName)]
pub(super) struct ColumnRow {
    #[diesel(sql_type = Text)]
    pub(super) of_table: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = BigInt)]
    pub(super) position: i64,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) default_text: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) nullable: bool,
    #[diesel(sql_type = Text)]
    pub(super) type_text: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) extra: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) comment: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) expression: Option<String>,
}

/// MariaDB's columns of JSON, by table and name: its `JSON` is a `LONGTEXT` with a check of the column's own
/// (<https://mariadb.com/kb/en/json-data-type/>).
pub(super) type Jsons = HashSet<(String, String)>;

/// Finds them.
pub(super) fn jsons(columns: &[ColumnRow], checks: &[CheckRow]) -> Jsons {
    let checked: HashMap<(&str, &str), &str> = checks
        .iter()
        .filter(|check| check.of_column)
        .map(|check| {
            (
                (check.of_table.as_str(), check.name.as_str()),
                check.clause.as_str(),
            )
        })
        .collect();
    columns
        .iter()
        .filter(|column| {
            let key = (column.of_table.as_str(), column.name.as_str());
            let valid = format!("json_valid({})", DIALECT.quote(&column.name));
            column.type_text == "longtext"
                && column.collation.as_deref() == Some("utf8mb4_bin")
                && checked.get(&key).is_some_and(|clause| *clause == valid)
        })
        .map(|column| (column.of_table.clone(), column.name.clone()))
        .collect()
}

/// The reference systems of geometric columns, by table and name.
pub(super) type ReferenceSystems = HashMap<(String, String), Attribute>;

#[derive(QueryableByName)]
struct ReferenceSystemRow {
    #[diesel(sql_type = Text)]
    of_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    srid: i64,
}

/// Reads the reference systems, if a column may have one.
pub(super) fn reference_systems(
    connection: &mut MysqlConnection,
    columns: &[ColumnRow],
    flavour: Flavour,
) -> Result<ReferenceSystems, InspectError> {
    const GEOMETRIES: [&str; 5] = ["geo", "point", "line", "poly", "multi"];
    let may_have = |column: &ColumnRow| {
        let mut beginnings = GEOMETRIES.iter();
        beginnings.any(|beginning| column.type_text.starts_with(beginning))
    };
    if !columns.iter().any(may_have) {
        return Ok(ReferenceSystems::new());
    }
    let rows: Vec<ReferenceSystemRow> = load(connection, flavour.reference_systems(), "columns")?;
    let attribute = match flavour {
        Flavour::Mysql => Attribute::Srid,
        Flavour::Mariadb { .. } => Attribute::ReferenceSystem,
    };
    Ok(rows
        .into_iter()
        .map(|row| ((row.of_table, row.name), attribute(row.srid)))
        .collect())
}

/// Adds the columns of a table or a view.
pub(super) fn add(
    own: &mut Own,
    rows: Vec<ColumnRow>,
    jsons: &Jsons,
    systems: &ReferenceSystems,
    flavour: Flavour,
) {
    for row in rows {
        let key = (row.of_table.clone(), row.name.clone());
        let json = jsons.contains(&key);
        let system = systems.get(&key).copied();
        if !own.view {
            note(own, &row);
        }
        let column = column(row, json, system, own, flavour);
        own.table.columns.push(column);
    }
}

/// Names what no field has.
fn note(own: &mut Own, row: &ColumnRow) {
    let extra = row
        .extra
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let mut note = |what: &str| {
        let reason = format!("{what} of column '{}'", row.name);
        own.table.unsupported.push(reason);
    };
    if let Some(expression) = row.expression.as_deref()
        && is_row_time(expression)
    {
        note(&format!("GENERATED ALWAYS AS {expression}"));
    }
    if extra.contains("on update ") && row.default_text.is_none() && !row.nullable {
        note("ON UPDATE without DEFAULT");
    }
}

fn is_compressed(column: &Column) -> bool {
    matches!(&column.sql_type.name, TypeName::Builtin(name) if name.ends_with(" compressed"))
}

/// The times of a row in a table with system versioning.
fn is_row_time(expression: &str) -> bool {
    expression.eq_ignore_ascii_case("row start") || expression.eq_ignore_ascii_case("row end")
}

/// The clauses of a column for which a declaration has no words. `extra` has most of them.
fn attributes(extra: &str, system: Option<Attribute>) -> Vec<Attribute> {
    let extra = extra.to_ascii_lowercase();
    let mut attributes: Vec<Attribute> = system.into_iter().collect();
    if extra.split([' ', ',']).any(|word| word == "invisible") {
        attributes.push(Attribute::Invisible);
    }
    if extra.contains("without system versioning") {
        attributes.push(Attribute::WithoutSystemVersioning);
    }
    attributes
}

fn column(
    row: ColumnRow,
    json: bool,
    system: Option<Attribute>,
    own: &Own,
    flavour: Flavour,
) -> Column {
    let sql_type = DIALECT.parse_type(if json { "json" } else { &row.type_text });
    let extra = row.extra.as_deref().unwrap_or_default();
    let generated = row
        .expression
        .as_deref()
        .filter(|text| !text.is_empty() && !is_row_time(text));
    let mut column = Column::new(row.name.clone(), sql_type, row.nullable);
    if own.view {
        return column;
    }
    column.attributes = attributes(extra, system);
    column.comment = row.comment.filter(|comment| !comment.is_empty());
    if extra.to_ascii_lowercase().contains("auto_increment") {
        column.auto_increment = Some(AutoIncrement::Keyword);
    }
    column.collation = row
        .collation
        .filter(|collation| !json && own.collation.as_ref() != Some(collation));
    match generated {
        Some(text) => {
            column.generated = Some(Generated {
                expression: flavour.expression(text),
                stored: extra.to_ascii_uppercase().contains("STORED"),
            });
        }
        None if row.default_text.is_none() && !row.nullable => {}
        None => {
            let text = row.default_text.as_deref();
            column.default = default::live(flavour.is_mariadb(), &column.sql_type, text, extra);
            // MariaDB gives one to a compressed column that is NOT NULL, whatever is said.
            if !row.nullable && is_compressed(&column) {
                column.default.take_if(|default| default == "''");
            }
        }
    }
    column
}
