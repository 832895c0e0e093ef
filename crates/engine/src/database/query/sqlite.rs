//! Any statement on SQLite, where each value tells how it is stored.

use diesel::connection::{DefaultLoadingMode, LoadConnection};
use diesel::prelude::*;
use diesel::row::{Field, Row};
use diesel::sqlite::{Sqlite, SqliteConnection, SqliteType, SqliteValue};

use super::answer::{Answer, ResultSet, Value};
use super::error::{QueryError, placeless};
use super::shape::{Kind, Shape};
use crate::database::interrupt;
use moviectl_schema::dialect::script::Statement;

pub(super) fn query(
    connection: &mut SqliteConnection,
    statement: &Statement<'_>,
) -> Result<Answer, QueryError> {
    let shape = Shape::of(statement);
    match shape.kind {
        Kind::Query => {
            let mut result = load(connection, statement.text)?;
            if result.rows.is_empty() {
                result.columns = names(connection, statement.text);
            }
            Ok(Answer::Rows(result))
        }
        Kind::Returning => load(connection, statement.text).map(Answer::Rows),
        Kind::Report => {
            let result = load(connection, statement.text)?;
            // Many pragmas only set something.
            if result.columns.is_empty() && statement.starts_with(&["pragma"]) {
                return Ok(Answer::Done);
            }
            Ok(Answer::Rows(result))
        }
        Kind::Change(word) => {
            execute(connection, statement.text).map(|affected| Answer::Affected(word, affected))
        }
        Kind::Other | Kind::Stream => execute(connection, statement.text).map(|_| Answer::Done),
    }
}

fn execute(connection: &mut SqliteConnection, sql: &str) -> Result<usize, QueryError> {
    diesel::sql_query(sql)
        .execute(connection)
        .map_err(placeless)
}

fn load(connection: &mut SqliteConnection, sql: &str) -> Result<ResultSet, QueryError> {
    let query = diesel::sql_query(sql);
    let cursor =
        LoadConnection::<DefaultLoadingMode>::load(connection, query).map_err(placeless)?;
    let mut result = ResultSet::default();
    for row in cursor {
        let row = row.map_err(placeless)?;
        let count = Row::<Sqlite>::field_count(&row);
        let mut values = Vec::with_capacity(count);
        let named = !result.columns.is_empty();
        for index in 0..count {
            let Some(field) = Row::<Sqlite>::get(&row, index) else {
                continue;
            };
            if !named {
                let name = field.field_name().unwrap_or_default();
                result.columns.push(name.to_owned());
            }
            values.push(field.value().map_or(Value::Null, stored));
        }
        result.rows.push(values);
        // Nothing else can stop a query that goes on and on.
        interrupt::check()?;
    }
    Ok(result)
}

/// The names of a query's columns, which Diesel tells of rows alone: so there is one without values.
fn names(connection: &mut SqliteConnection, query: &str) -> Vec<String> {
    let sql = format!("SELECT typed.* FROM (SELECT 1) LEFT JOIN ({query}\n) AS typed ON 0");
    let mut names: Vec<String> = Vec::new();
    for name in load(connection, &sql).unwrap_or_default().columns {
        // Here SQLite tells columns of the same name apart: `a`, `a:1`.
        let original = name.rsplit_once(':').filter(|(first, number)| {
            number.bytes().all(|byte| byte.is_ascii_digit())
                && names.iter().any(|seen| seen == first)
        });
        let original = original.map(|(first, _)| first.to_owned());
        names.push(original.unwrap_or(name));
    }
    names
}

fn stored(mut value: SqliteValue<'_, '_, '_>) -> Value {
    match value.value_type() {
        None => Value::Null,
        Some(SqliteType::Text) => Value::Text(value.read_text().to_owned()),
        Some(SqliteType::Binary) => {
            let bytes = value.read_blob().iter();
            let digits: String = bytes.map(|byte| format!("{byte:02x}")).collect();
            Value::Text(format!("x'{digits}'"))
        }
        Some(SqliteType::Float | SqliteType::Double) => real(value.read_double()),
        Some(SqliteType::SmallInt | SqliteType::Integer | SqliteType::Long) => {
            Value::Integer(value.read_long())
        }
    }
}

/// As SQLite's own shell writes it: `1.0`, `Inf`.
fn real(number: f64) -> Value {
    if number.is_infinite() {
        let text = if number > 0.0 { "Inf" } else { "-Inf" };
        return Value::Text(text.to_owned());
    }
    let text = format!("{number:?}");
    Value::Json {
        json: text.clone(),
        text,
    }
}
