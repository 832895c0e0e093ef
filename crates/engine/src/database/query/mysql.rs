//! Any statement on MySQL and MariaDB.
//!
//! Diesel prepares every statement, and gives each value in the binary form of its column's type: [`super::mysql_value`]
//! reads them. What returns no rows says so before it is run, and is then run for its count; what cannot be prepared is
//! sent as it is.

use diesel::connection::{DefaultLoadingMode, LoadConnection, SimpleConnection as _};
use diesel::mysql::{Mysql, MysqlConnection};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::row::{Field, Row};

use super::mysql_value::value;
use super::quietly::quietly;
use super::shape::{Kind, Shape};
use super::{Answer, QueryError, ResultSet, Value, placeless};
use crate::database::interrupt;
use moviectl_schema::dialect::script::Statement;

/// Why there are no rows.
enum NoRows {
    /// The statement returns none, and was not run.
    NotAQuery,
    /// The server does not prepare such statements (its error 1295), and has not run it.
    NotPrepared,
    Failed(QueryError),
}

pub(super) fn query(
    connection: &mut MysqlConnection,
    statement: &Statement<'_>,
) -> Result<Answer, QueryError> {
    let kind = Shape::of(statement).kind;
    // A procedure's results are known only once it runs, and may be several: the driver has no way to fetch them.
    if statement.starts_with(&["call"]) {
        return send(connection, statement.text);
    }
    match load(connection, statement.text) {
        Ok(mut result) => {
            if result.rows.is_empty() && matches!(kind, Kind::Query) {
                result.columns = names(connection, statement.text);
            }
            Ok(Answer::Rows(result))
        }
        Err(NoRows::NotAQuery) => {
            let run = diesel::sql_query(statement.text).execute(connection);
            let affected = run.map_err(explained)?;
            Ok(match kind {
                Kind::Change(word) => Answer::Affected(word, affected),
                _ => Answer::Done,
            })
        }
        Err(NoRows::NotPrepared) => send(connection, statement.text),
        Err(NoRows::Failed(error)) => Err(error),
    }
}

/// Sends a statement as it is; what it returns is read, and forgotten.
fn send(connection: &mut MysqlConnection, sql: &str) -> Result<Answer, QueryError> {
    connection.batch_execute(sql).map_err(explained)?;
    Ok(Answer::Done)
}

/// Diesel panics at types that it has no name for, such as GEOMETRY, and nothing tells of them before.
fn load(connection: &mut MysqlConnection, sql: &str) -> Result<ResultSet, NoRows> {
    quietly(|| rows(connection, sql)).unwrap_or_else(|| {
        Err(NoRows::Failed(QueryError::Database {
            message: "a column has a type whose values cannot be shown".to_owned(),
            detail: None,
            hint: Some("ask for a text: ST_AsText(column), or HEX(column)".to_owned()),
            line: None,
            lost: false,
        }))
    })
}

fn rows(connection: &mut MysqlConnection, sql: &str) -> Result<ResultSet, NoRows> {
    let query = diesel::sql_query(sql);
    let cursor = LoadConnection::<DefaultLoadingMode>::load(connection, query).map_err(no_rows)?;
    let mut result = ResultSet::default();
    for row in cursor {
        let row = row.map_err(|error| NoRows::Failed(explained(error)))?;
        let count = Row::<Mysql>::field_count(&row);
        let mut values = Vec::with_capacity(count);
        let named = !result.columns.is_empty();
        for index in 0..count {
            let Some(field) = Row::<Mysql>::get(&row, index) else {
                continue;
            };
            if !named {
                let name = field.field_name().unwrap_or_default();
                result.columns.push(name.to_owned());
            }
            values.push(field.value().map_or(Value::Null, |raw| value(&raw)));
        }
        result.rows.push(values);
        interrupt::check().map_err(|error| NoRows::Failed(error.into()))?;
    }
    Ok(result)
}

fn no_rows(error: Error) -> NoRows {
    let text = error.to_string();
    if matches!(error, Error::DeserializationError(_)) && text.contains("No metadata exists") {
        NoRows::NotAQuery
    } else if text.contains("not supported in the prepared statement protocol") {
        NoRows::NotPrepared
    } else {
        NoRows::Failed(explained(error))
    }
}

/// The names of a query's columns, which Diesel tells of rows alone: so there is one without values. Columns of the same
/// name cannot be in a derived table; then no names are told.
fn names(connection: &mut MysqlConnection, query: &str) -> Vec<String> {
    let sql =
        format!("SELECT typed.* FROM (SELECT 1) AS one LEFT JOIN ({query}\n) AS typed ON 1 = 0");
    load(connection, &sql)
        .map(|result| result.columns)
        .unwrap_or_default()
}

/// The server tells the line in its text: `… near 'x' at line 2`.
fn explained(error: Error) -> QueryError {
    let mut error = placeless(error);
    if let QueryError::Database { message, line, .. } = &mut error
        && let Some((text, number)) = message.rsplit_once(" at line ")
        && let Ok(number) = number.parse::<usize>()
    {
        *line = number.checked_sub(1);
        *message = text.to_owned();
    }
    error
}
