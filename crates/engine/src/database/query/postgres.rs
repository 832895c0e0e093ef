//! Any statement on PostgreSQL.
//!
//! Diesel asks for values in the binary format, whose meaning only each type knows. So the server is asked for the
//! texts itself: the statement goes into a `WITH` list, and what is selected from it are whole rows, as text and as
//! JSON. That works for every type, for columns of the same name, and for rows that a change returns; the columns'
//! names come as a row of their own, also where there are no others.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use super::answer::{Answer, ResultSet};
use super::error::{QueryError, placeless};
use super::record::{Members, fields, value};
use super::report::{line_at, report};
use super::shape::{Kind, Shape};
use moviectl_schema::dialect::script::Statement;

/// A name that nobody's column has: a column would be taken for the row.
const ROW: &str = "\"moviectl: a row\"";

#[derive(QueryableByName)]
struct Line {
    /// `None` in the row of the names.
    #[diesel(sql_type = Nullable<Text>)]
    fields: Option<String>,
    #[diesel(sql_type = Text)]
    json: String,
}

pub(super) fn query(
    connection: &mut PgConnection,
    statement: &Statement<'_>,
) -> Result<Answer, QueryError> {
    let shape = Shape::of(statement);
    match shape.kind {
        Kind::Query | Kind::Returning => rows(connection, statement, &shape).map(Answer::Rows),
        Kind::Report => report(connection, statement),
        Kind::Stream => Err(QueryError::CopyThroughClient),
        Kind::Change(word) => {
            execute(connection, statement).map(|affected| Answer::Affected(word, affected))
        }
        Kind::Other => execute(connection, statement).map(|_| Answer::Done),
    }
}

fn execute(connection: &mut PgConnection, statement: &Statement<'_>) -> Result<usize, QueryError> {
    diesel::sql_query(statement.text)
        .execute(connection)
        .map_err(|error| QueryError::new(error, |at| line_at(statement.text, at)))
}

fn rows(
    connection: &mut PgConnection,
    statement: &Statement<'_>,
    shape: &Shape<'_>,
) -> Result<ResultSet, QueryError> {
    let list = if shape.with.is_empty() {
        "WITH ".to_owned()
    } else {
        format!("{}, ", shape.with.trim_end())
    };
    let before = format!("{list}{ROW} AS (");
    let sql = format!(
        "{before}{main}\n) SELECT NULL AS fields, (SELECT row_to_json(names)::text FROM (SELECT {ROW}.*) AS names) AS json \
         FROM (SELECT) AS one LEFT JOIN {ROW} ON false \
         UNION ALL SELECT {ROW}::text, row_to_json({ROW})::text FROM {ROW}",
        main = shape.main,
    );
    let lines: Vec<Line> = diesel::sql_query(sql)
        .load(connection)
        .map_err(|error| explained(error, statement, &before, shape))?;
    let mut result = ResultSet::default();
    for line in lines {
        let members: Members = serde_json::from_str(&line.json).map_err(|error| {
            placeless(diesel::result::Error::DeserializationError(error.into()))
        })?;
        match line.fields {
            None => result.columns = members.0.into_iter().map(|(name, _)| name).collect(),
            Some(row) => {
                let values = members.0.iter().zip(fields(&row));
                let values = values.map(|((_, json), text)| value(text, json.get()));
                result.rows.push(values.collect());
            }
        }
    }
    Ok(result)
}

/// The error as the statement alone would have given it.
fn explained(
    error: diesel::result::Error,
    statement: &Statement<'_>,
    before: &str,
    shape: &Shape<'_>,
) -> QueryError {
    let own_with = shape.with.trim_end().chars().count();
    let prefix = before.chars().count();
    let main = shape.main.chars().count();
    let mut at_end = false;
    let mut error = QueryError::new(error, |at| {
        at_end = at > prefix + main;
        // Positions count characters, from 1. The text before the main statement is its own `WITH` list, and then the
        // one that moviectl adds.
        let typed = if at <= own_with {
            at
        } else {
            shape.with.chars().count() + at.saturating_sub(prefix)
        };
        line_at(statement.text, typed)
    });
    if let QueryError::Database { message, .. } = &mut error
        && at_end
        && message == "syntax error at or near \")\""
    {
        "syntax error at end of input".clone_into(message);
    }
    error
}
